import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { EventData, EventKind, LedgerEvent } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { fingerprintsSince } from '../../../lambdas/domain/report/fingerprints.ts'
import type { Listed } from '../../../lambdas/domain/state.ts'
import { at, checkpoint, u64 } from '../../support/listings.ts'

type Data = { readonly [key: string]: EventData }
const bearing = (seconds: number, fingerprint: string) =>
  checkpoint(seconds, { fingerprint: u64(fingerprint) })
const event = (kind: EventKind, data: Data, of: CheckpointMetadata): LedgerEvent => ({
  kind,
  severity: 'silent',
  uuid: of.uuid,
  data,
})
const listed = (one: CheckpointMetadata, seconds: number): Listed => ({
  ...one,
  firstSeenAt: at(seconds),
  recordedSeq: 1,
})
const recorded = (one: CheckpointMetadata, data: Data = {}) =>
  event('checkpoint-recorded', { ...fieldsOf(one), ...data }, one)

/** What is told of these events, one entry each, ten seconds apart from the hundredth on. */
function uses(
  events: readonly LedgerEvent[],
  { before = [], now = [] }: { readonly before?: readonly Listed[]; readonly now?: readonly Listed[] } = {},
) {
  const fingerprints = fingerprintsSince({ listed: before })
  for (const [i, one] of events.entries()) {
    const place = {
      by: 'recorder',
      epoch: null,
      evidence: [],
      ledger: 'prod/x',
      run: null,
      body: '',
      hash: '',
    }
    const entry: Entry = { ...place, prev: '', seq: i + 1, at: at(100 + i * 10), events: [one] }
    fingerprints.add(entry)
  }
  return fingerprints.uses({ listed: now }, at(900))
}
const of = (fingerprint: string, first: number, last: number, cause: string, other: object = {}) => ({
  fingerprint,
  first_seen_at: at(first),
  last_seen_at: at(last),
  recorded: 0,
  listed: 0,
  cause,
  ...other,
})
const [A, B] = [bearing(1, '7'), bearing(2, '10')]

describe('a fingerprint that checkpoints bear', () => {
  it.each<[string, LedgerEvent, object]>([
    ['was recorded', recorded(A), of('7', 100, 100, 'recorded', { recorded: 1 })],
    [
      'was there at first sight',
      recorded(A, { baseline: true }),
      of('7', 100, 100, 'first-sight', { recorded: 1 }),
    ],
    [
      'was seen before it was recorded',
      recorded(A, { first_seen_at: at(90) }),
      of('7', 90, 90, 'recorded', { recorded: 1 }),
    ],
    [
      'was seen again, and is from before',
      event('checkpoint-reappeared', { ...fieldsOf(A), first_seen_at: at(5) }, A),
      of('7', 5, 100, 'before'),
    ],
    [
      'was seen again, nobody knows since when',
      event('checkpoint-reappeared', fieldsOf(A), A),
      of('7', 100, 100, 'before'),
    ],
    [
      'ended, and is from before',
      event('checkpoint-retired', { ...fieldsOf(A), first_seen_at: at(5), last_seen_at: at(95) }, A),
      of('7', 5, 95, 'before'),
    ],
    [
      'ended, nobody knows since when',
      event('checkpoint-missing', { ...fieldsOf(A), last_seen_at: at(95) }, A),
      of('7', 95, 95, 'before'),
    ],
    ['ended, nobody knows when', event('checkpoint-cleared', fieldsOf(A), A), of('7', 100, 100, 'before')],
    [
      'came with a change',
      event('fingerprint-changed', { from: fieldsOf(A), to: fieldsOf(B) }, A),
      of('10', 100, 100, 'fingerprint-changed'),
    ],
  ])('%s', (_, one, expected) => {
    expect(uses([one])).toEqual([expected])
  })

  it('is one for all that bear it, from the first to the last of them', () => {
    const [again, later] = [bearing(50, '7'), bearing(60, '7')]
    const events = [
      recorded(again),
      recorded(later),
      event('checkpoint-retired', { ...fieldsOf(A), last_seen_at: at(104) }, A),
    ]
    expect(uses(events, { before: [listed(A, 20)] })).toEqual([of('7', 20, 110, 'before', { recorded: 2 })])
  })

  it('is seen until now where it is listed, and counted', () => {
    expect(
      uses([recorded(A)], { now: [listed(A, 100), listed(bearing(9, '7'), 100), listed(B, 1)] }),
    ).toEqual([of('7', 100, 900, 'recorded', { recorded: 1, listed: 2 })])
  })

  it.each([
    ['by another program', { cause: 'program-version' }, 'program-version'],
    ['unexplained', { cause: null }, 'unexplained'],
  ])('came %s, where it was recorded in the period', (_, data, cause) => {
    const change = event('lineage-changed', { from: fieldsOf(A), to: fieldsOf(B), ...data }, B)
    expect(uses([recorded(B), change])[0]?.cause).toBe(cause)
    expect(uses([recorded(B, { baseline: true }), change])[0]?.cause).toBe('first-sight')
    expect(uses([recorded(A), change])).toHaveLength(1)
    expect(uses([recorded(A), change])[0]?.cause).toBe('recorded')
  })

  it('is in the order of first sight, and then of its number', () => {
    const all = [listed(bearing(1, '10'), 5), listed(bearing(2, '9'), 5), listed(bearing(3, '1'), 4)]
    for (const before of [all, all.toReversed()])
      expect(uses([], { before }).map(({ fingerprint }) => fingerprint)).toEqual(['1', '9', '10'])
  })

  it('that changed to nothing we can read is none of any number', () => {
    const [strange] = uses([event('fingerprint-changed', { to: 'x' }, A)])
    expect(strange?.fingerprint).toBe('')
    expect(uses([event('fingerprint-changed', { to: { fingerprint: null } }, A)])[0]?.fingerprint).toBe('')
  })
})
