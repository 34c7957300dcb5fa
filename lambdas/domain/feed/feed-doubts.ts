import { isCleared } from '../comparing/causes.ts'
import { lostBy } from '../comparing/compare.ts'
import type { Circumstances, Finding, Listing } from '../comparing/finding.ts'
import { rotationIn } from '../comparing/rotation.ts'
import { goneKey, saysOf } from '../comparing/suspicion.ts'
import { isEnding, type LedgerEvent } from '../event.ts'
import type { Instant } from '../instant.ts'
import type { FeedList } from '../standing.ts'
import type { State } from '../state.ts'

/** What the lists of the feed confirm and contradict of each other: each has the later ones, and the answer of now, as its confirmation. */

/** What was first seen after this list was noted cannot be missing in it. */
export function isPremature({ kind, uuid }: LedgerEvent, { listed }: State, recordedAt: Instant): boolean {
  return isEnding(kind) && listed.some((one) => one.uuid === uuid && one.firstSeenAt > recordedAt)
}

/** What was suspected of an earlier list is for the answers of now to decide: a later one must not make it rotation. */
export function keyOf({ kind, uuid }: LedgerEvent): string {
  return isEnding(kind) && uuid !== undefined ? goneKey(uuid) : ''
}

/**
 * A single empty list with a full one right behind it was no list of what there is; nor was one that is contradicted. Unless the next that
 * differs from it agrees with it: then what is listed later has come back. (What is noted at each change of status repeats an old list.)
 */
export function isDoubted(list: Listing, findings: readonly Finding[], later: readonly Listing[]): boolean {
  if (list.length === 0 && (later[0]?.length ?? 0) > 0) return true
  const next = later.find((other) => !isSame(list, other))
  return findings.some(
    ({ suspicion }) =>
      suspicion !== undefined &&
      (next === undefined || saysOf(suspicion, next) !== 'shows') &&
      later.some((other) => saysOf(suspicion, other) === 'contradicts'),
  )
}

export function isSame(list: Listing, other: Listing): boolean {
  const uuids = new Set(list.map(({ uuid }) => uuid))
  return uuids.size === other.length && other.every(({ uuid }) => uuids.has(uuid))
}

/**
 * What a list that is left out tells all the same, where the one before it was left out as well (`lackedBefore`): what both of them lack with too few newer
 * ones, and all behind them lack, is gone, whatever else of them is contradicted.
 */
export function leftOut(
  findings: readonly Finding[],
  later: readonly Listing[],
  lackedBefore: ReadonlySet<string>,
): { readonly told: readonly LedgerEvent[]; readonly lacked: ReadonlySet<string> } {
  const lacked = findings.filter(({ event, suspicion }) => suspicion !== undefined && isEnding(event.kind))
  const isGone = (key: string): boolean => later.every((list) => saysOf(key, list) === 'shows')
  return {
    told: lacked
      .filter(({ event }) => lackedBefore.has(keyOf(event)) && isGone(keyOf(event)))
      .flatMap((finding) => standingOf(finding, later, { isLate: false, isEnough: true })),
    lacked: new Set(lacked.map(({ event }) => keyOf(event))),
  }
}

/** `isLate`: the answers of now are asked to confirm it; `isEnough`: the policy wants no confirmation. */
export function standingOf(
  { event, suspicion }: Finding,
  later: readonly Listing[],
  { isLate, isEnough }: { readonly isLate: boolean; readonly isEnough: boolean },
): readonly LedgerEvent[] {
  if (suspicion === undefined) return [event]
  const shown = later.filter((list) => saysOf(suspicion, list) === 'shows').length
  if (shown === 0 && !isEnough) return []
  if (!isEnding(event.kind)) return [event]
  return isLate ? [] : [{ ...event, data: { ...event.data, answers: String(shown + 1) } }]
}

/**
 * What the previous run suspected and could not confirm is confirmed by a list that lacks it, too, if all later ones do: newer ones that
 * were made meanwhile must not make it rotation.
 */
export function confirmedBy(
  list: Listing,
  later: readonly Listing[],
  open: ReadonlySet<string>,
  state: State,
  here: Circumstances,
): (finding: Finding) => Finding {
  const rotationOf = rotationIn(list, state, here)
  return (finding) => {
    const { event } = finding
    const key = keyOf(event)
    if (!open.has(key) || event.data['cause'] !== undefined) return finding
    const gone = state.listed.find(({ uuid }) => uuid === event.uuid)
    if (gone === undefined || later.some((other) => saysOf(key, other) === 'contradicts')) return finding
    return { event: lostBy(2, gone, rotationOf(gone).newer, here) }
  }
}

/** What was before us raises nothing. */
export function quiet(event: LedgerEvent): LedgerEvent {
  return { ...event, severity: 'silent', data: { ...event.data, baseline: true } }
}

/** The answer of now is always later; cleared storage ends what lists can say of each other. */
export function laterThan(
  lists: readonly FeedList[],
  i: number,
  now: { readonly list: Listing },
): readonly Listing[] {
  const rest = lists.slice(i + 1)
  const cleared = rest.findIndex(({ storageStatus }) => isCleared(storageStatus))
  const until = cleared === -1 ? rest : rest.slice(0, cleared)
  const later = until.flatMap(({ checkpoints }) => (checkpoints === undefined ? [] : [checkpoints]))
  return cleared === -1 ? [...later, now.list] : later
}
