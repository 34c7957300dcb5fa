import { describe, expect, it } from 'vitest'
import type { Instant } from '../../../lambdas/domain/instant.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { type Looks, looksOf } from '../../../lambdas/domain/report/looks.ts'
import { type InForce, pipelineFigures } from '../../../lambdas/domain/report/pipeline-figures.ts'
import { type Gathered, pipelineFold } from '../../../lambdas/domain/report/pipeline-fold.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import { havingSeen } from '../../support/believing.ts'
import { at, checkpoint, timedUuid, u64, uuid } from '../../support/listings.ts'

const PERIOD = { from: at(0), to: at(1_000) }
const IN_FORCE: InForce = {
  policy: { ...DEFAULT_POLICY, staleAfterMs: 60_000 },
  since: at(-5),
  configuration: 'c0',
  watched: true,
  unwatchedAt: null,
}
const SEEN = havingSeen(checkpoint(10))
const nothing = pipelineFold(PERIOD, undefined, new Map()).gathered()

interface Case {
  readonly gathered?: Partial<Gathered>
  readonly inForce?: Partial<InForce>
  readonly lookedUntil?: Instant | null
  readonly unseen?: ReturnType<Looks['of']>['unseen']
}

function figures({ gathered = {}, inForce = {}, lookedUntil = at(1_000), unseen = [] }: Case = {}) {
  const looks = { lookedUntil: () => lookedUntil, of: () => ({ runs: unseen.length, unseen }) }
  const seen = { last: SEEN, at: SEEN.state, observedFrom: at(0) }
  return pipelineFigures(
    'prod/orders',
    PERIOD,
    { ...nothing, ...seen, ...gathered },
    looks,
    { ...IN_FORCE, ...inForce },
    undefined,
  )
}

describe('the status of a pipeline at the end', () => {
  const unobservable = { since: at(0), reason: 'timeout' }

  it.each<[string, Partial<Gathered>]>([
    ['observed', {}],
    ['unobservable', { at: { ...SEEN.state, unobservable } }],
    ['removed', { at: { ...SEEN.state, removed: true } }],
    ['removed', { at: { ...SEEN.state, removed: true, unobservable } }],
    ['nothing-recorded', { last: undefined }],
    ['nothing-recorded', { at: NOTHING_YET }],
    ['unobservable', { at: { ...NOTHING_YET, unobservable } }],
  ])('is %s', (status, gathered) => {
    expect(figures({ gathered }).status).toBe(status)
  })
})

describe('the time in which a pipeline was observed', () => {
  const of = (one: Case) => {
    const { observed_from, observed_until, unobservable_seconds, longest_unobserved_seconds } = figures(one)
    return { from: observed_from, until: observed_until, unobservable_seconds, longest_unobserved_seconds }
  }
  const outage = (since: number, until: number | null, isStopped = false) => ({
    since: at(since),
    until: until === null ? null : at(until),
    isStopped,
  })
  const NONE = { unobservable_seconds: 0, longest_unobserved_seconds: 0 }

  it.each<[string, Case, object]>([
    ['ends with the last run', { lookedUntil: at(700) }, { from: at(0), until: at(700), ...NONE }],
    ['ends with the period', { lookedUntil: at(1_700) }, { from: at(0), until: at(1_000), ...NONE }],
    [
      'ends with its last entry where that is later',
      { lookedUntil: at(-5) },
      { from: at(0), until: SEEN.entry.at, ...NONE },
    ],
    [
      'ends with its last entry where no run is known',
      { lookedUntil: null },
      { from: at(0), until: SEEN.entry.at, ...NONE },
    ],
    [
      'ends when its source said that it is gone',
      { gathered: { removedAt: at(400) } },
      { from: at(0), until: at(400), ...NONE },
    ],
    [
      'ends when the configuration left it out',
      { inForce: { unwatchedAt: at(300) } },
      { from: at(0), until: at(300), ...NONE },
    ],
    [
      'ends with the first of those',
      { gathered: { removedAt: at(400) }, inForce: { unwatchedAt: at(300) }, lookedUntil: at(350) },
      { from: at(0), until: at(300), ...NONE },
    ],
    [
      'ends where the runs have not seen it since',
      { unseen: [outage(100, 200), outage(500, null)] },
      { from: at(0), until: at(500), unobservable_seconds: 600, longest_unobserved_seconds: 500 },
    ],
    [
      'is not seen for a good reason where it is stopped, and so not unobservable',
      { unseen: [outage(100, 200, true), outage(300, 350)] },
      { from: at(0), until: at(1_000), unobservable_seconds: 50, longest_unobserved_seconds: 100 },
    ],
    [
      'is none where it was never seen',
      { gathered: { observedFrom: null } },
      { from: null, until: null, ...NONE },
    ],
    [
      'is none where it was gone before',
      { gathered: { observedFrom: at(500), removedAt: at(400) } },
      { from: null, until: null, ...NONE },
    ],
    [
      'is a moment where it was gone at once',
      { gathered: { observedFrom: at(400), removedAt: at(400) } },
      { from: at(400), until: at(400), ...NONE },
    ],
  ])('%s', (_, one, expected) => {
    expect(of(one)).toEqual(expected)
  })

  it('is covered but for what may have gone unseen, and not at all where there was none', () => {
    expect(figures({ gathered: { uncoveredMs: 250_000 } })).toMatchObject({
      coverage: 75,
      uncovered_seconds: 250,
    })
    expect(figures({ gathered: { observedFrom: null } }).coverage).toBeNull()
    expect(figures({ gathered: { observedFrom: null } }).within_objective).toBeNull()
    expect(figures({ inForce: { policy: DEFAULT_POLICY } })).toMatchObject({
      within_objective: null,
      stale_after_seconds: null,
    })
    expect(figures()).toMatchObject({ within_objective: 6, stale_after_seconds: 60 })
  })
})

describe('what is listed at the end', () => {
  it('has an oldest and a newest, and the sum of its bytes', () => {
    const untimed = checkpoint(5, { uuid: uuid('00000000-0000-4000-8000-000000000001'), size: null })
    const listed = (...all: readonly ReturnType<typeof checkpoint>[]) =>
      figures({
        gathered: {
          at: {
            ...NOTHING_YET,
            listed: all.map((one, i) => ({ ...one, firstSeenAt: at(50), recordedSeq: i + 1 })),
          },
        },
      })
    const [a, b] = [checkpoint(20, { size: u64('1') }), checkpoint(10, { size: u64('2') })]
    expect(listed(a, b)).toMatchObject({
      listed: 2,
      listed_bytes: '3',
      listed_without_size: 0,
      oldest: timedUuid(10),
      oldest_at: at(10),
      newest: timedUuid(20),
      newest_at: at(20),
    })
    expect(listed(untimed)).toMatchObject({
      oldest: untimed.uuid,
      oldest_at: at(50),
      newest_at: at(50),
      listed_without_size: 1,
    })
    expect(listed()).toMatchObject({
      listed: 0,
      oldest: null,
      oldest_at: null,
      newest: null,
      newest_at: null,
    })
  })
})

it('a pipeline of which nothing is recorded has no entry to name, and no policy where no configuration is known', () => {
  const none = { policy: null, since: null, configuration: null, watched: null, unwatchedAt: null }
  const empty = pipelineFigures('prod/orders', PERIOD, nothing, looksOf(), none, undefined)
  expect(empty).toMatchObject({
    pipeline: 'prod/orders',
    source: 'prod',
    name: 'orders',
    entry_count: 0,
    first_seq: null,
    first_hash: null,
    last_seq: null,
    last_hash: null,
    policy: null,
    policy_since: null,
    stale_after_seconds: null,
    copies: null,
    copies_missing: null,
    store_alerts_open: null,
    recovery_point_age_seconds: null,
  })
  expect(figures({ gathered: { first: SEEN } })).toMatchObject({
    first_seq: '1',
    first_hash: SEEN.entry.hash,
    last_seq: '1',
    last_hash: SEEN.entry.hash,
    policy: { staleAfter: '1m' },
  })
})
