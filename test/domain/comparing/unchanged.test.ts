import fc from 'fast-check'
import { expect, it } from 'vitest'
import { metadataOf } from '../../../lambdas/domain/checkpoint.ts'
import { compare, compareInFull } from '../../../lambdas/domain/comparing/compare.ts'
import { conclude, concludeInFull } from '../../../lambdas/domain/comparing/conclude.ts'
import type { Circumstances, Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { goneKey } from '../../../lambdas/domain/comparing/suspicion.ts'
import { isAsBelieved } from '../../../lambdas/domain/comparing/unchanged.ts'
import type { State } from '../../../lambdas/domain/state.ts'
import { havingSeen, withPolicy } from '../../support/believing.ts'
import { at, checkpoint, NEXT_FINGERPRINT, u64 } from '../../support/listings.ts'

const first = (change: object) => (list: Listing) =>
  list.map((one, i) => (i === 0 ? { ...one, ...change } : one))

/** What is listed against what is believed: twice the same, and whatever differs from it in one thing. */
const CHANGES: readonly ((list: Listing) => Listing)[] = [
  (list) => list,
  (list) => list.map((one) => ({ ...one })),
  (list) => list.slice(1),
  (list) => [...list, checkpoint(1_000)],
  (list) => list.toReversed(),
  first({ fingerprint: NEXT_FINGERPRINT }),
  first({ size: u64('1') }),
  first({ steps: null }),
  first({ identifier: 'named' }),
  first({ processed_records: u64('0') }),
]

const sights = fc
  .record({
    known: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
    change: fc.constantFrom(...CHANGES),
    state: fc.record({
      unobservable: fc.constantFrom(null, { since: at(5), reason: 'timeout' }),
      stale: fc.constantFrom(null, at(6)),
    }),
    policy: fc.record({
      staleAfterMs: fc.constantFrom(null, 1_000, 100_000_000),
      keepLast: fc.constantFrom<(number | 'all')[]>(1, 2, 'all'),
      hosts: fc.constantFrom(null, 2),
    }),
    told: fc.record({
      retiredBy: fc.constantFrom(null, 'pulled' as const),
      firstSight: fc.boolean(),
      runsSince: fc.constantFrom(null, at(-1_000)),
      seenAt: fc.constantFrom(at(900), at(9_000)),
    }),
  })
  .map(({ known, change, state, policy, told }) => {
    const head = havingSeen(...known.map((second) => checkpoint(second * 60)))
    const believed: State = { ...head.state, ...state }
    const circumstances: Circumstances = { ...withPolicy(policy), ...told }
    return { believed, seen: change(believed.listed.map(metadataOf)), circumstances }
  })

it('an answer that lists what is believed is compared as by all rules', () => {
  let unchanged = 0
  fc.assert(
    fc.property(sights, ({ believed, seen, circumstances }) => {
      if (isAsBelieved(believed.listed, seen)) unchanged += 1
      expect(compare(believed, seen, circumstances)).toEqual(compareInFull(believed, seen, circumstances))
    }),
    { numRuns: 1_000 },
  )
  expect(unchanged).toBeGreaterThan(100)
})

it('what follows from a single answer that shows nothing new follows by all rules', () => {
  const doubts = fc.record({
    confirmed: fc.boolean(),
    isTwice: fc.constant(false),
    openBefore: fc.constantFrom<(string | null)[]>(null, null, '', 'last ', 'behind ', 'twice '),
    isSuspectedBefore: fc.constantFrom(false, false, true),
    isLeft: fc.constantFrom(false, false, true),
  })
  fc.assert(
    fc.property(
      sights,
      doubts,
      ({ believed, seen, circumstances }, { openBefore, isSuspectedBefore, isLeft, ...rest }) => {
        const key = goneKey(checkpoint(60).uuid)
        const scene = { believed, afterPassersBy: believed, answers: [seen] as const, circumstances }
        const asked = {
          ...rest,
          openBefore: new Set(openBefore === null ? [] : [`${openBefore}${key}`]),
          suspectedBefore: new Set(isSuspectedBefore ? [key] : []),
          leftWith: isLeft ? [checkpoint(60)] : undefined,
        }
        expect(conclude(scene, asked)).toEqual(concludeInFull(scene, asked))
      },
    ),
    { numRuns: 1_000 },
  )
})
