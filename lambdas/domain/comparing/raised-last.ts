import { isEnding } from '../event.ts'
import { compare } from './compare.ts'
import type { Scene } from './conclude.ts'
import type { Finding, Listing } from './finding.ts'
import { hostsOf, isPartial } from './hosts.ts'

/** What the last answer, or what another start or a stop behind it has left, raises; and whether the answer before it raises it as well. */
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
  const left = leftWith === undefined || isPartial(leftWith, hosts) ? [] : raisedBy(leftWith)
  return [
    ...last.map((key) => ({ key, isAgreed: twice.has(key) })),
    ...left.filter((key) => !last.includes(key)).map((key) => ({ key, isAgreed: false })),
  ]
}

function endingsIn(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ event, suspicion }) =>
    isEnding(event.kind) && suspicion !== undefined ? [suspicion] : [],
  )
}
