import { isEnding } from '../event.ts'
import type { State } from '../state.ts'
import { compare } from './compare.ts'
import type { Scene } from './conclude.ts'
import type { Finding, Listing } from './finding.ts'
import { hostsOf, isPartial } from './hosts.ts'
import { goneKey, saysOf } from './suspicion.ts'

/**
 * What the last answer, or what another start or a stop behind it has left, raises. `isAgreed`: the answer before it raises it as well; or it was
 * shown until then, and the last answer alone, which is as good as any first one, has to be agreed with by the next run.
 */
export function raisedLast(
  { believed, afterPassersBy, answers, circumstances }: Scene,
  lastList: Listing,
  /** Of the last list, compared with what is believed after the passers-by. */
  found: readonly Finding[],
  leftWith: Listing | undefined,
): readonly { readonly key: string; readonly isAgreed: boolean }[] {
  const { policy } = circumstances
  const hosts = hostsOf(policy, believed.listed, lastList)
  if (isPartial(lastList, hosts)) return []
  const raisedBy = (list: Listing): readonly string[] =>
    endingsIn(compare(afterPassersBy, list, circumstances))
  const before = answers.length < 2 ? undefined : answers.at(-2)
  // Of several hosts one may be away for as long as two answers take.
  const twice = new Set(before === undefined || hosts > 1 ? [] : raisedBy(before))
  const last = endingsIn(found)
  // A single empty list says nothing, and of several hosts one may be away.
  const isPlain = hosts === 1 && lastList.length > 0
  const left = leftWith === undefined || isPartial(leftWith, hosts) ? [] : raisedBy(leftWith)
  return [
    ...last.map((key) => ({
      key,
      isAgreed: twice.has(key) || (isPlain && isShownUntilLast(key, answers, believed)),
    })),
    ...left.filter((key) => !last.includes(key)).map((key) => ({ key, isAgreed: false })),
  ]
}

/**
 * What an answer before the last raises, where all before it show the checkpoint and all behind it lack it: newer ones that were made while
 * something else was confirmed must not make it rotation, nor what else of that answer a later one contradicts. It is for the next run to
 * agree, or for all answers, where they lack it.
 */
export function raisedBetween({
  believed,
  afterPassersBy,
  answers,
  circumstances,
}: Scene): readonly string[] {
  return answers.slice(0, -1).flatMap((list, i) => {
    if (isAlone(list, i, answers) || hostsOf(circumstances.policy, believed.listed, list) > 1) return []
    const upTo = answers.slice(0, i + 1).filter((one, j) => !isAlone(one, j, answers))
    const behind = answers.slice(i + 1)
    return endingsIn(compare(afterPassersBy, list, circumstances)).filter(
      (key) =>
        isShownUntilLast(key, upTo, believed) && behind.every((later) => saysOf(key, later) === 'shows'),
    )
  })
}

/** The answer before the last shows it; there may be none before. (Lacked, shown and lacked again: one of the three is untrue, and in each case it is gone.) */
function isShownUntilLast(key: string, answers: readonly Listing[], { listed }: State): boolean {
  const before = answers.at(-2)
  if (before === undefined) return listed.some(({ uuid }) => goneKey(uuid) === key)
  return saysOf(key, before) === 'contradicts'
}

/** A single empty list says nothing. */
function isAlone(list: Listing, i: number, answers: readonly Listing[]): boolean {
  return list.length === 0 && [answers[i - 1], answers[i + 1]].every((next) => next?.length !== 0)
}

function endingsIn(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ event, suspicion }) =>
    isEnding(event.kind) && suspicion !== undefined ? [suspicion] : [],
  )
}
