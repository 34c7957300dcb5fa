import { randomBytes } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isObject } from '../../lambdas/domain/json-object.ts'
import { type Announcement, announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { compressed, decompressed } from '../../lambdas/ledger/compressed.ts'
import { expiry } from '../../lambdas/ledger/expiry.ts'
import {
  announcementText,
  isAnnouncement,
  parseAnnouncement,
} from '../../lambdas/ledger/outbox/announcement-text.ts'
import { runViewFrom, runViewText } from '../../lambdas/ledger/outbox/run-view-text.ts'
import {
  committedFrom,
  committedText,
  watermarksFrom,
  watermarksText,
} from '../../lambdas/ledger/work/log-progress-text.ts'
import { sealEvents } from '../support/believing.ts'
import { at, timedUuid } from '../support/listings.ts'

function announcement(): Announcement {
  const event = { kind: 'progress-regressed', severity: 'warning', uuid: timedUuid(1), data: {} } as const
  const [first] = sealEvents(undefined, [event]).flatMap(({ entry }) => announcementsOf(entry))
  if (first === undefined) throw new Error('nothing is told')
  return first
}

describe('an announcement that is kept', () => {
  const whole = announcement()

  it('is read back as it was', () => {
    expect(parseAnnouncement(announcementText(whole))).toEqual(whole)
    const ofSource = { ...whole, pipeline: null, uuid: null, run: null }
    expect(parseAnnouncement(announcementText(ofSource))).toEqual(ofSource)
  })

  it.each<[string, object]>([
    ...['id', 'alertId', 'source', 'title', 'summary'].map((name): [string, object] => [
      `no ${name}`,
      { [name]: 7 },
    ]),
    ['an unknown state', { state: 'muted' }],
    ['an unknown severity', { severity: 'loud' }],
    ['an unknown kind', { kind: 'nothing-happened' }],
    ['a kind that is no text', { kind: 7 }],
    ['a pipeline that is no text', { pipeline: 7 }],
    ['a UUID that is no text', { uuid: 7 }],
    ['a run that is no text', { run: 7 }],
    ['a time that is none', { observedAt: 'yesterday' }],
    ['a time that is no text', { observedAt: 7 }],
    ['no entry', { entry: null }],
    ['an entry without a number', { entry: { hash: whole.entry.hash } }],
  ])('is none with %s', (_, other) => {
    expect(parseAnnouncement(JSON.stringify({ ...whole, ...other }))).toBeUndefined()
    expect(isAnnouncement({ ...whole, ...other })).toBe(false)
  })

  it.each([undefined, '', 'null', '[]', '7', '{'])('is none in %j', (text) => {
    expect(parseAnnouncement(text)).toBeUndefined()
  })
})

it.each([undefined, null, 7, 'text', true, [], [{}]])('%j is no record, and no announcement', (value) => {
  expect([isObject(value), isAnnouncement(value)]).toEqual([false, false])
})

describe('what a run’s entry says of it', () => {
  const view = { announcements: 3, sources: [{ source: 'prod', watched: 5, unobservable: 1 }] }

  it('is read back as it was', () => {
    expect(runViewFrom(runViewText(view))).toEqual(view)
  })

  it.each([undefined, '', 'null', '[]', '{}', '{"announcements":"3"}', '{'])('is nothing in %j', (text) => {
    expect(runViewFrom(text)).toBeUndefined()
  })

  it('leaves out a source of which it cannot be read', () => {
    const [source] = view.sources
    const sources = [
      source,
      null,
      { ...source, source: 7 },
      { ...source, watched: '5' },
      { ...source, unobservable: null },
    ]
    expect(runViewFrom(JSON.stringify({ announcements: 3, sources }))).toEqual(view)
    expect(runViewFrom('{"announcements":3,"sources":7}')).toEqual({ announcements: 3, sources: [] })
  })
})

describe('the log’s progress', () => {
  it('is read back as it was, beyond what a JS number holds', () => {
    const steps = [{ ledger: 'prod/orders', from: 3, to: 9 }]
    const committed = { before: 2n ** 60n, size: 2n ** 60n + 7n, root: 'ab'.repeat(32), steps }
    for (const one of [committed, { ...committed, key: 'log+1+key' }])
      expect(committedFrom(committedText(one))).toStrictEqual(one)
  })

  it('has the watermark of each ledger', () => {
    const watermarks = new Map([
      ['prod/orders', 7],
      ['recorder/0', 3],
    ])
    expect(watermarksFrom(watermarksText(watermarks))).toEqual(watermarks)
  })
})

describe('compressed text', () => {
  const text = `${'checkpoint '.repeat(1_000)}—`

  it('is read back to its last character', () => {
    expect(compressed(text).length).toBeLessThan(100)
    expect(decompressed(compressed(text))).toBe(text)
  })

  it('holds on to no more memory than a short text may need', () => {
    // Short ones stand side by side in buffers of 64 KiB, and none has one of its own.
    const buffers = Array.from({ length: 60 }, () => compressed('checkpoint').buffer)
    expect(new Set(buffers).size).toBeLessThan(10)
    expect(compressed('x'.repeat(1_000_000)).buffer.byteLength).toBeLessThanOrEqual(65_536)
  })

  it('takes the time of quality 5, not that of the best', () => {
    const noise = randomBytes(20_000).toString('base64')
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5 }
    expect(brotliCompressSync(noise, { params }).equals(compressed(noise))).toBe(true)
  })
})

it('what is noted for a run may go after 30 days, not a second before', () => {
  expect(expiry(at(0))).toEqual({ N: String(Date.parse(at(30 * 86_400)) / 1_000) })
  expect(expiry(at(0.001))).toEqual({ N: String(Date.parse(at(30 * 86_400 + 1)) / 1_000) })
})
