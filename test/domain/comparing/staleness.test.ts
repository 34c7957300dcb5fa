import { describe, expect, it } from 'vitest'
import type { Circumstances } from '../../../lambdas/domain/comparing/finding.ts'
import { staleness } from '../../../lambdas/domain/comparing/staleness.ts'
import { NOTHING_YET, type State } from '../../../lambdas/domain/state.ts'
import { withPolicy } from '../../support/believing.ts'
import { at, checkpoint, uuid } from '../../support/listings.ts'

const TEN_MINUTES = withPolicy({ staleAfterMs: 600_000 })
const STALE: State = { ...NOTHING_YET, stale: at(700) }
const untimed = (digit: number) =>
  checkpoint(0, { uuid: uuid(`00000000-0000-4000-8000-00000000000${digit}`) })

interface Case {
  readonly seen?: readonly number[]
  readonly at: number
  readonly runsSince?: number | null
  readonly watchedSince?: number
  readonly stale?: boolean
  readonly limit?: null
  readonly aheadSeconds?: number
}

function found(one: Case): readonly { readonly [key: string]: unknown }[] {
  const { seen = [0], runsSince = -1_000_000, watchedSince = 0, stale = false, limit, aheadSeconds } = one
  const circumstances: Circumstances = {
    ...(limit === null ? withPolicy({ staleAfterMs: null }) : TEN_MINUTES),
    seenAt: at(one.at),
    watchedSince: at(watchedSince),
    runsSince: runsSince === null ? null : at(runsSince),
    ...(aheadSeconds === undefined ? {} : { clockAheadMs: 1_000 * aheadSeconds }),
  }
  return staleness(
    stale ? STALE : NOTHING_YET,
    seen.map((seconds) => checkpoint(seconds)),
    circumstances,
  ).map(({ event: { kind, severity, data } }) => ({ kind, severity, ...data }))
}

const AGED = { newest_at: at(0), age_seconds: '601', stale_after: '10m' }
const IS_STALE = { kind: 'checkpoints-stale', severity: 'warning', ...AGED }
const IS_FRESH = { kind: 'checkpoints-fresh', severity: 'info' }

describe('a pipeline is stale', () => {
  it.each<[string, Case, readonly object[]]>([
    ['where its youngest is older than allowed', { at: 601 }, [IS_STALE]],
    ['and not where it is just as old', { at: 600 }, []],
    ['by the youngest, in whatever order they are listed', { seen: [0, -50], at: 601 }, [IS_STALE]],
    ['by the youngest, the other way round', { seen: [-50, 0], at: 601 }, [IS_STALE]],
    ['and said to be so once', { at: 900, stale: true }, []],
    ['and not where it does not run', { at: 601, runsSince: null }, []],
    ['and not where it has just been started', { at: 601, runsSince: 1 }, []],
    ['once it runs for as long', { at: 602, runsSince: 1 }, [{ ...IS_STALE, age_seconds: '602' }]],
    ['and not where nobody asked for it', { at: 9_000, limit: null }, []],
    [
      'by our clock, though its own is an hour behind: older than allowed',
      { seen: [-3_600], at: 601, aheadSeconds: -3_600 },
      [{ ...IS_STALE, newest_at: at(-3_600) }],
    ],
    ['and young enough', { seen: [-3_600], at: 600, aheadSeconds: -3_600 }, []],
    [
      'by our clock, though its own is an hour ahead',
      { seen: [3_600], at: 601, aheadSeconds: 3_600 },
      [{ ...IS_STALE, newest_at: at(3_600) }],
    ],
    [
      'since it is watched where it has none, and then no time of one is named',
      { seen: [], at: 601 },
      [{ ...IS_STALE, newest_at: null }],
    ],
  ])('%s', (_, one, expected) => {
    expect(found(one)).toEqual(expected)
  })
})

describe('a stale pipeline is fresh again', () => {
  it.each<[string, Case, readonly object[]]>([
    [
      'with a young checkpoint, and it is said since when it was stale',
      { at: 600, stale: true },
      [{ ...IS_FRESH, ...AGED, age_seconds: '600', since: at(700) }],
    ],
    ['not by being started again', { at: 601, runsSince: 600, stale: true }, []],
    ['not by being stopped', { at: 601, runsSince: null, stale: true }, []],
    [
      'when nobody asks for it any more',
      { at: 9_000, stale: true, limit: null },
      [{ ...IS_FRESH, newest_at: at(0), age_seconds: '9000', stale_after: null, since: at(700) }],
    ],
  ])('%s', (_, one, expected) => {
    expect(found(one)).toEqual(expected)
  })

  it('is told once more when its approval has ended, which is named', () => {
    const believed: State = { ...STALE, unalarmed: [{ kind: 'checkpoints-stale', approval: 'a' }] }
    const circumstances = { ...TEN_MINUTES, seenAt: at(601) }
    const [finding] = staleness(believed, [checkpoint(0)], circumstances)
    expect(finding?.event).toMatchObject({
      kind: 'checkpoints-stale',
      data: { since: at(700), outlasted: 'a' },
    })
    expect(staleness(believed, [checkpoint(300)], circumstances)[0]?.event.data).not.toHaveProperty(
      'outlasted',
    )
  })
})

it('one whose UUID has no time is as old as our first sight of it, and new where we see it first', () => {
  const listed = [{ ...untimed(1), firstSeenAt: at(0), recordedSeq: 1 }]
  const circumstances = { ...TEN_MINUTES, seenAt: at(601), watchedSince: at(-5_000) }
  const kinds = (...seen: readonly ReturnType<typeof untimed>[]) =>
    staleness({ ...NOTHING_YET, listed }, seen, circumstances).map(({ event }) => event.kind)
  expect(kinds(untimed(1))).toEqual(['checkpoints-stale'])
  expect(kinds(untimed(1), untimed(2))).toEqual([])
})
