import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from '../../lambdas/domain/canonical.ts'
import { type Draft, NO_PREVIOUS, openEntry, seal } from '../../lambdas/domain/entry.ts'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { at, FINGERPRINT, timedUuid, uuid } from '../support/listings.ts'

const DRAFT: Draft = {
  at: at(10),
  by: 'recorder',
  epoch: null,
  events: [
    {
      kind: 'checkpoint-recorded',
      severity: 'silent',
      uuid: timedUuid(1),
      data: { fingerprint: FINGERPRINT, size: null, steps: null, processed_records: null, identifier: 'ü' },
    },
  ],
  evidence: ['ab'.repeat(32)],
  ledger: 'prod/orders',
  run: 'run-1',
}

describe('an entry', () => {
  it('is RFC 8785 JSON without a number, hashed with a leading zero byte', () => {
    const { body, hash } = seal(undefined, DRAFT)
    expect(body).toBe(
      `{"at":"2026-11-01T00:00:10.000Z","by":"recorder","epoch":null,"events":[{"data":{"fingerprint":"14128757731148314856","identifier":"ü","processed_records":null,"size":null,"steps":null},"kind":"checkpoint-recorded","severity":"silent","uuid":"${timedUuid(1)}"}],"evidence":["${'ab'.repeat(32)}"],"ledger":"prod/orders","prev":"${NO_PREVIOUS}","run":"run-1","seq":"1","v":"checkpoint-ledger/entry/1"}`,
    )
    const bytes = Buffer.concat([Buffer.of(0), Buffer.from(body, 'utf8')])
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('is chained to the one before it', () => {
    const first = seal(undefined, DRAFT)
    const second = seal(first, DRAFT)
    expect([second.seq, second.prev]).toEqual([2, first.hash])
  })

  it('never goes back in time, whatever the clock did', () => {
    const first = seal(undefined, DRAFT)
    expect(seal(first, { ...DRAFT, at: at(-3600) }).at).toBe(first.at)
  })

  it('reads back as it was sealed', () => {
    const entry = seal(undefined, DRAFT)
    expect(openEntry(entry.body)).toEqual(entry)
  })

  it.each([
    ['another spacing', (body: string) => body.replace('"by":', '"by": ')],
    ['a member too many', (body: string) => body.replace('"by":', '"bz":"x","by":')],
    ['an unknown version', (body: string) => body.replace('entry/1', 'entry/9')],
    ['an unknown kind', (body: string) => body.replace('checkpoint-recorded', 'checkpoint-forged')],
    ['a broken UUID', (body: string) => body.replace('-7000-', '-7-')],
    ['a seq that is no number', (body: string) => body.replace('"seq":"1"', '"seq":"one"')],
  ])('is refused with %s', (_what, edit) => {
    const { body } = seal(undefined, DRAFT)
    expect(edit(body)).not.toBe(body)
    expect(() => openEntry(edit(body))).toThrow(Error)
  })
})

describe('a text that is no entry', () => {
  const entry = () => JSON.parse(seal(undefined, DRAFT).body) as { [key: string]: unknown }
  const event = (other: object) => ({
    events: [{ kind: 'hold-placed', severity: 'info', data: {}, ...other }],
  })

  it.each<[string, unknown, string]>([
    ['no object', [], 'entry is no object'],
    ['nothing', null, 'entry is no object'],
    ['a text', 'x', 'entry is no object'],
    ['another version', { v: 'x' }, 'unknown entry version x'],
    ['a number for its number', { seq: 1 }, 'seq is no text'],
    ['a number that is none', { seq: '1.5' }, 'without a valid seq'],
    ['a number before the first', { seq: '0' }, 'without a valid seq'],
    ['a number beyond all', { seq: '9007199254740992' }, 'without a valid seq'],
    ['no time', { at: 'now' }, 'without a valid time'],
    ['nobody who says so', { by: null }, 'by is no text'],
    ['an epoch that is no text', { epoch: 7 }, 'epoch is no text'],
    ['a run that is no text', { run: false }, 'run is no text'],
    ['no ledger', { ledger: null }, 'ledger is no text'],
    ['nothing before it', { prev: null }, 'prev is no text'],
    ['events that are no list', { events: {} }, 'events is no list'],
    ['evidence that is no list', { evidence: 'x' }, 'evidence is no list'],
    ['evidence without a name', { evidence: [null] }, 'evidence is no text'],
    ['an event that is none', { events: ['x'] }, 'event is no object'],
    ['an event of no kind', event({ kind: null }), 'kind is no text'],
    ['an event of an unknown kind', event({ kind: 'x' }), 'unknown event kind x'],
    ['an event of no severity', event({ severity: 'loud' }), 'hold-placed without a severity'],
    ['an event that says a list', event({ data: [] }), 'data is no object'],
    ['an event of a broken UUID', event({ uuid: 'x' }), 'hold-placed with a broken UUID'],
    ['an event of a UUID that is no text', event({ uuid: null }), 'uuid is no text'],
    ['one member more', { more: true }, 'is not in canonical form'],
  ])('is refused for what it is: %s', (_, other, why) => {
    const isPart = typeof other === 'object' && other !== null && !Array.isArray(other)
    const body = canonicalJson((isPart ? { ...entry(), ...other } : other) as Json)
    expect(() => openEntry(body)).toThrow(why)
  })

  it('but an event may speak of no checkpoint, an epoch and a run be unknown', () => {
    const events = [{ kind: 'hold-placed', severity: 'info', data: {} }] as const
    const whole = seal(undefined, { ...DRAFT, epoch: 'e1', run: null, events })
    expect(openEntry(whole.body)).toEqual(whole)
    expect(openEntry(whole.body).events[0]).not.toHaveProperty('uuid')
  })
})

describe('a first sight of 2,000 checkpoints', () => {
  const events = Array.from({ length: 2_000 }, (_, i) => ({
    kind: 'checkpoint-recorded' as const,
    severity: 'silent' as const,
    uuid: timedUuid(i),
    data: { ...DRAFT.events[0]?.data, baseline: true },
  }))
  const sealed = sealAll(undefined, { ...DRAFT, events })

  it('takes as many entries as 60,000 bytes each ask for, and loses none', () => {
    expect(sealed.length).toBeGreaterThan(1)
    expect(Math.max(...sealed.map(({ entry }) => Buffer.byteLength(entry.body)))).toBeLessThanOrEqual(60_000)
    expect(sealed.flatMap(({ entry }) => entry.events.map(({ uuid }) => uuid))).toEqual(
      events.map(({ uuid }) => uuid),
    )
    expect(sealed.at(-1)?.state.listed.length).toBe(2_000)
  })

  it('stays open over an outage, and where its recording raises alerts', () => {
    const loud = events.map((event) => ({ ...event, severity: 'warning' as const }))
    const [first] = sealAll(undefined, { ...DRAFT, events: loud })
    expect(first?.state.baselineOpen).toBe(true)
    const data = { reason: 'network', detail: '', since: DRAFT.at }
    const outage = sealAll(first, {
      ...DRAFT,
      events: [{ kind: 'pipeline-unobservable', severity: 'warning', data }],
    })
    expect(outage.at(-1)?.state.baselineOpen).toBe(true)
  })

  it('is one chain of valid steps, open until the last', () => {
    expect(sealed.map(({ entry }) => entry.seq)).toEqual(sealed.map((_, i) => i + 1))
    expect(sealed.slice(1).map(({ entry }) => entry.prev)).toEqual(
      sealed.slice(0, -1).map(({ entry }) => entry.hash),
    )
    expect(sealed.map(({ state }) => state.baselineOpen)).toEqual(sealed.map((_, i) => i < sealed.length - 1))
  })

  it('refuses an event that no entry can hold', () => {
    const huge = {
      kind: 'lineage-changed',
      severity: 'silent',
      uuid: uuid(timedUuid(1)),
      data: { x: 'x'.repeat(60_000) },
    } as const
    expect(() => sealAll(undefined, { ...DRAFT, events: [huge] })).toThrow('larger than an entry may be')
  })
})
