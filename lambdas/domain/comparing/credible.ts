import type { State } from '../state.ts'
import { compare } from './compare.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'
import { hostsOf, isPartial } from './hosts.ts'
import { saysOf } from './suspicion.ts'

/** The complete answers of one poll: the first, and those asked to confirm it, in order. */
export type Answers = readonly [first: Listing, ...confirming: readonly Listing[]]

export function suspicionsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.flatMap(({ suspicion }) => (suspicion === undefined ? [] : [suspicion])))
}

/**
 * The answers from the first one on that later ones do not contradict. A single empty list, with a full one right behind it,
 * was no list of what there is: it must not decide how what rotated meanwhile is classified. Two of them agree; so do two that lack what a
 * third has again: a catalog that is rolled back behind them contradicts neither.
 */
export function credibleOf(believed: State, answers: Answers, circumstances: Circumstances): Answers {
  const [first, second, ...more] = answers
  if (second === undefined) return answers
  const rest: Answers = [second, ...more]
  const hosts = hostsOf(circumstances.policy, believed.listed, first)
  // Of several hosts one may be away for as long as two answers take.
  const isShownAgain = (key: string): boolean =>
    hosts === 1 && first.length > 0 && saysOf(key, second) === 'shows'
  const isContradicted =
    // A host that has not caught up yet is no sign of how many are kept.
    isPartial(first, hosts) ||
    (first.length === 0 && second.length > 0) ||
    [...suspicionsOf(compare(believed, first, circumstances))].some(
      (key) => !isShownAgain(key) && rest.some((answer) => saysOf(key, answer) === 'contradicts'),
    )
  return isContradicted ? credibleOf(believed, rest, circumstances) : answers
}
