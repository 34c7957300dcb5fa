import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  EVENT_KINDS,
  type EventData,
  type EventKind,
  type LedgerEvent,
} from '../../../lambdas/domain/event.ts'
import { named } from '../../../lambdas/domain/telling/phrases.ts'
import {
  reminderSummary,
  steadySummary,
  stormSummary,
  stormTitle,
} from '../../../lambdas/domain/telling/storm-words.ts'
import { comparedIn, factOf, summaryOf, titleOf } from '../../../lambdas/domain/telling/words.ts'
import { timedUuid, uuid } from '../../support/listings.ts'

/** Every sentence that people read of an event, one a line; `U` stands for the checkpoint. */
interface Sentence {
  readonly kind: EventKind
  readonly uuid?: 'U'
  readonly data: { readonly [key: string]: EventData }
  readonly says: string
  readonly title?: string
  readonly do?: string
}

const U = '00000000-0000-4000-8000-000000000000'
const SENTENCES = readFileSync(new URL('words.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Sentence => JSON.parse(line))

function eventOf({ kind, data, uuid: which }: Pick<Sentence, 'kind' | 'data' | 'uuid'>): LedgerEvent {
  return { kind, severity: 'info', data, ...(which === undefined ? {} : { uuid: uuid(U) }) }
}

describe('what people read of one event', () => {
  it.each(SENTENCES)('$says', (sentence) => {
    const event = eventOf(sentence)
    const says = sentence.says.replace(/\bU\b/, U)
    expect(factOf(event, 'prod/orders')).toBe(says)
    expect(summaryOf('notice', event, 'prod/orders')).toBe(says)
    expect(summaryOf('resolved', event, 'prod/orders')).toBe(says)
    if (sentence.title === undefined) return
    expect(titleOf(event, 'prod/orders')).toBe(`prod/orders: ${sentence.title}`)
    const whole = sentence.do === undefined ? says : `${says} ${sentence.do}`
    expect(summaryOf('firing', event, 'prod/orders')).toBe(whole)
    expect(summaryOf('reminder', event, 'prod/orders')).toBe(whole)
  })

  it('is written for every kind', () => {
    expect([...new Set(SENTENCES.map(({ kind }) => kind))].toSorted()).toEqual(EVENT_KINDS.toSorted())
  })

  it.each(EVENT_KINDS)('has a question mark for what a made-up event does not say: %s', (kind) => {
    const says = factOf({ kind, severity: 'info', data: {} }, 'prod/orders')
    expect(says).toMatch(/^.*[.]$/)
    expect(says).not.toMatch(/undefined|null|\[object/)
  })

  it('names when a checkpoint was begun, where its UUID tells', () => {
    expect(named(timedUuid(60))).toBe(`${timedUuid(60)} (begun 2026-11-01T00:01:00.000Z)`)
    expect(named(uuid(U))).toBe(U)
  })
})

describe('what programs read of one event', () => {
  it.each([
    [
      'checkpoint-missing',
      { newer_listed: '1', keep_last: '2', answers: '3' },
      { keep_last: '2', listed: true },
      { listed: false, newer_listed: '1', answers: '3' },
    ],
    [
      'checkpoint-missing',
      { newer_listed: '1', keep_last: '2' },
      { keep_last: '2', listed: true },
      { listed: false, newer_listed: '1' },
    ],
    ['hold-broken', { ended: 'retired' }, { listed: true }, { ended: 'retired', listed: false }],
    ['checkpoint-reappeared', { was: 'retired' }, { listed: false }, { was: 'retired', listed: true }],
    [
      'fingerprint-changed',
      { from: { fingerprint: '1' }, to: { fingerprint: '2' } },
      { fingerprint: '1' },
      { fingerprint: '2' },
    ],
    [
      'size-dropped',
      { size: '1', size_drop: '0.5', sizes_before: ['3'] },
      { size_drop: '0.5', sizes_before: ['3'] },
      { size: '1' },
    ],
    ['size-dropped', {}, {}, {}],
    [
      'checkpoints-stale',
      { stale_after: '10m', age_seconds: '700' },
      { stale_after: '10m' },
      { stale_after: '10m', age_seconds: '700' },
    ],
    [
      'pipeline-unobservable',
      { reason: 'timeout' },
      { observable: true },
      { reason: 'timeout', observable: false },
    ],
    ['coverage-gap', { from: 'a', to: 'b', seconds: '9' }, {}, { seconds: '9' }],
    ['hold-placed', { actor: 'ana', evidence: { object: 'o' } }, {}, { actor: 'ana' }],
  ] as const)('%s %j: what was expected, and what was observed', (kind, data, expected, observed) => {
    expect(comparedIn(eventOf({ kind, data }))).toEqual({ expected, observed })
  })
})

describe('what people read of many alerts at once', () => {
  const together = { pipelines: [], morePipelines: '0', uuids: [], moreUuids: '0' }
  const LOST = { kind: 'checkpoint-missing', count: 7 } as const
  const GONE = { kind: 'pipeline-removed', count: 2 } as const
  const MANY = {
    name: 'prod',
    pipelines: 2,
    alerts: 9,
    kinds: [LOST, GONE],
    together: { ...together, pipelines: ['a', 'b'] },
  }
  const ONE = { ...MANY, name: 'prod/a', pipelines: 1, kinds: [LOST] }
  const LOOK = (at: string): string =>
    ` What befalls many at once mostly has one cause: look first at the ${at}, its storage and its network. Every alert stands by itself in the list of alerts.`

  it.each([
    ['firing', '9 alerts of 2 pipelines of prod began to fire in one run', LOOK('source')],
    [
      'reminder',
      '9 alerts of 2 pipelines of prod still fire, and nobody has acknowledged them',
      LOOK('source'),
    ],
    ['notice', '9 notices of 2 pipelines of prod at once', ''],
    ['resolved', '9 alerts of 2 pipelines of prod are resolved', ''],
  ] as const)('%s, of several pipelines', (state, fact, advice) => {
    const what = '7 × checkpoint missing, 2 × pipeline removed. Pipelines: a, b.'
    expect(stormSummary({ ...MANY, state })).toBe(`${fact}: ${what}${advice}`)
    expect(stormTitle({ ...MANY, state })).toBe('prod: checkpoint missing and more (2 pipelines)')
  })

  it.each([
    ['firing', '9 alerts of prod/a began to fire in one run', LOOK('pipeline'), '9 alerts'],
    ['notice', '9 notices of prod/a at once', '', '9 notices'],
  ] as const)('%s, of one pipeline', (state, fact, advice, size) => {
    expect(stormSummary({ ...ONE, state })).toBe(`${fact}: 7 × checkpoint missing.${advice}`)
    expect(stormTitle({ ...ONE, state })).toBe(`prod/a: checkpoint missing (${size})`)
  })

  it('names ten pipelines and counts the rest', () => {
    const pipelines = Array.from({ length: 12 }, (_, i) => `p${i}`)
    const summary = stormSummary({
      ...MANY,
      state: 'notice',
      pipelines: 13,
      together: { ...together, pipelines },
    })
    expect(summary).toContain('Pipelines: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 3 more.')
  })
})

it('says why an alert is told once more', () => {
  expect(reminderSummary('3', '2026-11-01T00:00:00Z', 'It is lost.')).toBe(
    'Reminder 3: nobody has acknowledged this alert, which fires since 2026-11-01T00:00:00Z. It is lost.',
  )
  expect(steadySummary('2026-11-01T00:00:00Z', 'It is stale.')).toBe(
    'This came and went so often that it was no longer told; it has lasted since 2026-11-01T00:00:00Z. It is stale.',
  )
})
