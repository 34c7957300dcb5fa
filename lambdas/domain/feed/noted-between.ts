import { bornAt, type CheckpointMetadata, isTimed } from '../checkpoint.ts'
import { type Instant, unixMs } from '../instant.ts'
import { type FeedList, LIST_LAG_MS } from '../standing.ts'
import type { State } from '../state.ts'

/** The part of the feed that lies between two observations. What was noted right after the first may be older than it. */
export function notedBetween(
  lists: readonly FeedList[],
  believed: State,
  from: Instant | null,
  until: Instant,
): readonly FeedList[] {
  // Another recorder may have recorded what was made behind the look that is gone on from. That look's own is recorded soon behind it.
  const listed = believed.listed.filter(
    ({ uuid, firstSeenAt }) =>
      from === null || unixMs(firstSeenAt) <= unixMs(from) + LIST_LAG_MS || (bornAt(uuid) ?? '') <= from,
  )
  const newest = listed.at(-1)?.uuid
  // The feed is in order: behind a list that shows the newest no list is of before it.
  const shownAt = lists.find(({ checkpoints }) =>
    checkpoints?.some(({ uuid }) => uuid === newest),
  )?.recordedAt
  return lists.filter(({ recordedAt, checkpoints, status, storageStatus }) => {
    if (recordedAt >= until) return false
    if (from === null) return true
    if (recordedAt <= from) return false
    const isEarly =
      unixMs(recordedAt) < unixMs(from) + LIST_LAG_MS && storageStatus === 'InUse' && status !== 'Standby'
    const isBehind = shownAt !== undefined && recordedAt > shownAt
    return !isEarly || isBehind || !isOfBefore(checkpoints ?? [], listed)
  })
}

/** Whether a list is of before the last look: it lacks the newest, and has nothing that is not known. */
export function isOfBefore(
  list: readonly CheckpointMetadata[],
  listed: readonly Pick<CheckpointMetadata, 'uuid'>[],
): boolean {
  const newest = listed.at(-1)
  if (newest === undefined || list.some(({ uuid }) => uuid === newest.uuid)) return false
  const known = new Set(listed.map(({ uuid }) => uuid))
  return list.every(({ uuid }) => known.has(uuid) || (isTimed(uuid) && uuid < newest.uuid))
}
