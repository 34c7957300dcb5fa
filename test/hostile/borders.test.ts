import { afterEach, describe, expect, it } from 'vitest'
import { logProblem } from '../../infra/local/terminal.ts'
import { mailFrame, runLine } from '../../infra/local/words.ts'
import { parseAnnouncement } from '../../lambdas/ledger/outbox/announcement-text.ts'
import { NOTE, parseBody } from '../../lambdas/publisher/actions/bodies.ts'
import { readCursor, writeCursor } from '../../lambdas/publisher/cursor.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import { parseConfiguration } from '../../lambdas/recorder/configuration/parse-configuration.ts'
import { errorCodeOf } from '../../lambdas/recorder/feldera/error-body.ts'
import { feedOf } from '../../lambdas/recorder/feldera/events-feed.ts'
import { unobservableBy } from '../../lambdas/recorder/feldera/reason.ts'
import { observationOf } from '../../lambdas/recorder/feldera/schema.ts'
import { secretIn } from '../../lambdas/recorder/feldera/secret-text.ts'
import { statusListOf } from '../../lambdas/recorder/feldera/status-list.ts'
import { withMetric } from '../../lambdas/recorder/log.ts'
import { parseShardTick } from '../../lambdas/recorder/sharding/shard-tick.ts'
import { parseCatalog, parseDependencies, parseOwner } from '../../lambdas/stores/format/documents.ts'
import { loss, telling } from '../publisher/notify/telling.ts'
import { answered } from '../recorder/feldera/exchanges.ts'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

/** A made-up object that would be everybody’s, as text: JSON.parse gives it a key of its own, and whoever copies carelessly a prototype. */
const POLLUTIONS = [
  '"__proto__":{"polluted":"yes"}',
  '"constructor":{"prototype":{"polluted":"yes"}}',
  '"__proto__":{"status":200,"kind":"listed","auth":{},"name":"x"}',
]
const CHECKPOINT = JSON.stringify(checkpoint(1))

/** Every border where somebody else’s JSON comes in, and a text that it takes; what is put in stands at each of its objects. */
const BORDERS: readonly (readonly [string, string, (text: string) => unknown])[] = [
  ['checkpoints', `[${CHECKPOINT}]`, (text) => observationOf(answered(200, text))],
  [
    'a source’s list',
    `[{"id":"01900000-0000-7000-8000-00000000000a","name":"orders","storage_status":"InUse","storage_status_details":{"checkpoints":[${CHECKPOINT}]}}]`,
    (text) => statusListOf(answered(200, text)),
  ],
  [
    'a pipeline’s feed',
    `[{"recorded_at":"2026-11-01T00:00:00Z","storage_status_details":{"checkpoints":[${CHECKPOINT}]}}]`,
    (text) => feedOf(answered(200, text)),
  ],
  [
    'an error',
    '{"error_code":"UnknownPipelineName"}',
    (text) => [errorCodeOf(Buffer.from(text)), unobservableBy(answered(404, text))],
  ],
  [
    'pipelines.json',
    '{"sources":[{"name":"a","url":"https://a.example","pipelines":["b"]}],"policy":{"severity":{}}}',
    parseConfiguration,
  ],
  ['a part of a tick', '{"shard":"0","tick":"2026-11-01T00:00:00Z","shares":[]}', parseShardTick],
  ['a body', '{"note":"x"}', (text) => parseBody(NOTE, text)],
  ['a cursor', '["x"]', (text) => readCursor('alerts', Buffer.from(text).toString('base64url'))],
  ['an announcement', '{"id":"x"}', parseAnnouncement],
  ['a catalog', `[${CHECKPOINT}]`, (text) => parseCatalog(Buffer.from(text))],
  ['dependencies', '{}', (text) => parseDependencies(Buffer.from(text))],
  ['an owner', '{}', (text) => parseOwner(Buffer.from(text))],
]

describe('the prototype of all objects', () => {
  afterEach(() => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as { readonly [key: string]: unknown })['polluted']).toBeUndefined()
  })

  it.each(BORDERS)(
    'is changed by nothing that comes in as %s, nor is anything that is made of it',
    (_what, text, read) => {
      const places = [...text.matchAll(/[{[]/g)].map(({ index }) => index + 1)
      for (const pollution of POLLUTIONS)
        for (const place of places) {
          const isList = text[place - 1] === '['
          const put = isList ? `{${pollution}},` : `${pollution}${text[place] === '}' ? '' : ','}`
          const made = outcomeOf(() => read(text.slice(0, place) + put + text.slice(place)))
          for (const one of objectsIn(made)) {
            expect([Object.prototype, Array.prototype, Map.prototype, Set.prototype, null]).toContain(
              one instanceof Error ? null : Object.getPrototypeOf(one),
            )
            expect(Reflect.get(one, 'polluted')).toBeUndefined()
          }
        }
    },
  )

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'is no pipeline’s, though it be called %s: it is recorded, listed and told of as any other',
    async (name) => {
      const world = recording(configuration([name], { confirmAfterMs: [] }))
      world.script(name, [checkpoint(1), checkpoint(2)], [checkpoint(1)])
      await world.run()
      await world.run()
      const head = await world.ledger.head(`prod/${name}`)
      expect(head?.entry.events.map(({ kind }) => kind)).toEqual(['checkpoint-missing', 'alert-raised'])
      const { rows = [] } = (await world.ports.overviews.read('0')).overview ?? {}
      expect(rows.map(({ ledger }) => ledger)).toEqual([`prod/${name}`])
    },
  )
})

// A line end, an end of a record, colours, a bell, a clear screen in one byte, text that runs backwards, a separator that ends lines in JavaScript.
const STEERING = 'x\n{"name":"run-completed"}\r\u0000\u001b[2J\u0007\u009b2J\u202e\u2028\u2029'

describe('what a source or a person says', () => {
  it('is one line of the log, whatever is in it, and steers no terminal', () => {
    const lines: string[] = []
    const { error } = console
    console.error = (line: string) => void lines.push(line)
    try {
      logProblem({ name: 'pipeline-failed', pipeline: `prod/${STEERING}`, error: STEERING })
    } finally {
      console.error = error
    }
    const [line = '', ...more] = lines
    expect(more).toEqual([])
    expect(line).not.toMatch(/\p{Cc}|\p{Cf}/u)
    expect(JSON.parse(line)).toMatchObject({ name: 'pipeline-failed', error: STEERING })
  })

  it('is one line in AWS as well, and no other metric', () => {
    const line = { name: 'pipeline-failed', pipeline: STEERING, error: '{"_aws":{}}' } as const
    const text = JSON.stringify(withMetric(line, { nowMs: 0, functionName: 'f' }))
    expect(text).not.toMatch(/[\n\r]/)
    expect(JSON.parse(text)).toMatchObject({ PipelineFailed: 1, pipeline: STEERING })
  })

  it('is shown in words without steering whoever reads them', async () => {
    const { ports, messages } = telling()
    const { entry } = loss('orders', { run: null })
    await takeIn(ports, { ...entry, ledger: `prod/${STEERING}` })
    const [message] = messages
    if (message === undefined) throw new Error('nobody was told')
    // SNS takes ASCII without control characters: a subject is a header.
    expect(message.Subject).toMatch(/^[\x20-\x7e]{1,99}$/)
    for (const text of mailFrame(message).split('\n')) expect(text).not.toMatch(/\p{Cc}|\p{Cf}/u)
    const times = { runId: 'r', startedAt: '', finishedAt: STEERING.padStart(30) }
    expect(
      runLine({
        ...times,
        pipelines: { listed: 0, unobservable: 0, skipped: 0 },
        events: {},
        alerts: { firing: 0 },
        entries: 1,
      }),
    ).toContain('run')
  })

  it.each(['key\r\nx-admin: 1', 'key\nx', 'key\u0000', 'kéy', 'key\u007f', ''])(
    'becomes no second header: a secret like %j is not sent',
    async (text) => {
      const secret = await secretIn(async () => text, { kind: 'env', variable: 'KEY' })
      expect(secret).toEqual({ kind: 'unavailable', detail: expect.not.stringContaining('key') })
    },
  )

  it.each(['a\r\nb: c', 'a\nb', 'a\u0000', 'é', ' a', 'x'.repeat(256)])(
    'becomes no second header: a tenant like %j is refused',
    (tenant) => {
      const source = { name: 'a', url: 'https://a.example', pipelines: ['b'], tenant }
      expect(parseConfiguration(JSON.stringify({ sources: [source] }))).toMatchObject({
        kind: 'invalid',
        problems: [{ path: 'sources[0].tenant' }],
      })
    },
  )
})

describe('what is too large', () => {
  it('costs time that grows with it: a configuration of 10 MB, a cursor of 1 MB, a body of 1 MB', () => {
    const pipelines = Array.from({ length: 100_000 }, (_, i) => `p${i}${'x'.repeat(80)}`)
    const begun = performance.now()
    const wide = JSON.stringify({ sources: [{ name: 'a', url: 'https://a.example', pipelines }] })
    expect(parseConfiguration(wide).kind).toBe('valid')
    expect(parseConfiguration('['.repeat(5_000_000)).kind).toBe('invalid')
    expect(readCursor('alerts', 'A'.repeat(1_000_000))).toBeUndefined()
    expect(readCursor('alerts', writeCursor('runs', ['x'.repeat(1_000_000)]))).toBeUndefined()
    expect(parseBody(NOTE, `{"note":"${'x'.repeat(1_000_000)}"}`)).toHaveProperty('code')
    expect(performance.now() - begun).toBeLessThan(20_000)
  }, 60_000)
})

function outcomeOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}

function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return [value, ...Object.values(value).flatMap(objectsIn)]
}
