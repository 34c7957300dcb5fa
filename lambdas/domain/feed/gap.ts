import type { CheckpointMetadata } from '../checkpoint.ts'
import { isCleared } from '../comparing/causes.ts'
import type { LedgerEvent } from '../event.ts'
import { type Instant, unixMs } from '../instant.ts'
import { type Policy, severityOf } from '../policy.ts'
import { type FeedList, LIST_LAG_MS } from '../standing.ts'

/** Checkpoints, of which nothing but their identity is known here. */
type Identified = readonly Pick<CheckpointMetadata, 'uuid'>[]

/** What was listed at one moment. */
export interface Sighted {
  readonly at: Instant
  readonly list: Identified
  /** The source says that storage was cleared. */
  readonly isCleared?: boolean
}

/**
 * `coverage-gap` where neighbouring observations neither share a checkpoint nor are joined by the feed: others may have come
 * and gone between them, and nobody can say (CONTRACT §9, coverage).
 */
export function coverageGap(
  sights: readonly Sighted[],
  feed: string,
  policy: Policy,
): readonly LedgerEvent[] {
  const isSpanned = spannedIn(sights, policy)
  const holes = sights.slice(1).flatMap((after, i) => {
    const before = sights[i]
    // The feed notes a cleared storage at once, and what was listed right before it.
    const isTold = after.isCleared === true && feed === 'had'
    return before === undefined || isTold || isSpanned(i) || areJoined(before.list, after.list, policy)
      ? []
      : [{ before, after }]
  })
  const [first] = holes
  const last = holes.at(-1)
  if (first === undefined || last === undefined) return []
  const ms = holes.reduce((sum, { before, after }) => sum + unixMs(after.at) - unixMs(before.at), 0)
  const kind = 'coverage-gap'
  const data = {
    from: first.before.at,
    to: last.after.at,
    seconds: String(Math.max(0, Math.round(ms / 1_000))),
    holes: String(holes.length),
    feed,
  }
  return [{ kind, severity: severityOf(policy, kind), data }]
}

/**
 * Whether something is listed on both sides of this place, with nothing between but lists that say nothing: empty ones, and what was noted so
 * soon behind the first that it may be older. (A catalog that was rolled back lists again what was listed long before.)
 */
function spannedIn(sights: readonly Sighted[], policy: Policy): (place: number) => boolean {
  const reach: number[] = []
  sights.forEach((before, i) => {
    let to = Math.max(i, reach[i - 1] ?? 0)
    for (let j = i + 2; j < sights.length; j += 1) {
      const [skipped, after] = [sights[j - 1], sights[j]]
      if (skipped === undefined || after === undefined || !saysNothing(skipped, before)) break
      if (before.list.length > 0 && areJoined(before.list, after.list, policy)) to = Math.max(to, j)
    }
    reach.push(to)
  })
  return (place) => (reach[place] ?? 0) > place
}

function saysNothing({ at, list, isCleared }: Sighted, before: Sighted): boolean {
  if (isCleared === true) return false
  return list.length === 0 || unixMs(at) - unixMs(before.at) <= LIST_LAG_MS
}

/** By time, as far as it is known: what a list noted may be older. */
export function inOrder(sights: readonly Sighted[]): readonly Sighted[] {
  return sights.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Whether nothing can have come and gone between the two: removals are only from the old end, so one in common is enough. */
export function areJoined(before: Identified, after: Identified, { keepLast }: Policy): boolean {
  const known = new Set(before.map(({ uuid }) => uuid))
  if (after.some(({ uuid }) => known.has(uuid))) return true
  // From none to fewer than are kept: none can have been rotated out.
  return before.length === 0 && (keepLast === 'all' || after.length < keepLast)
}

/** The moments of the feed that speak of checkpoints; cleared storage lists none. */
export function sightsIn(lists: readonly FeedList[]): readonly Sighted[] {
  return lists.flatMap(({ recordedAt, storageStatus, checkpoints }) => {
    if (isCleared(storageStatus)) return [{ at: recordedAt, list: [], isCleared: true }]
    return checkpoints === undefined ? [] : [{ at: recordedAt, list: checkpoints }]
  })
}
