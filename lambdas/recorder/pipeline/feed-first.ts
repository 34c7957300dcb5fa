import type { Glimpse } from '../../domain/glimpse.ts'
import { type Instant, unixMs } from '../../domain/instant.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import type { Poll } from './poll.ts'
import { untracedFrom } from './poll-words.ts'
import type { Task } from './record-pipeline.ts'

/**
 * What a list showed aside the pipeline's own feed tells as well, and what became of it, a loss as such: where there is one, it is heard
 * first, and asked for where nothing else calls for it.
 */

/** What the feed has noted may be told later than it was noted. */
export const LATE_MS = 90_000

/** Whether something was shown aside so long ago that the feed must tell of it by now. */
export function isFeedAwaited({ row }: Task, now: Instant): boolean {
  return hasFeed(row) && row?.glimpses?.waiting.some(({ at }) => isLong(at, now)) === true
}

/** Whether the feed is still to say what became of it. */
export function isForFeed(task: Task, { feed }: Poll, now: Instant): (glimpse: Glimpse) => boolean {
  if (feed === null) return () => hasFeed(task.row)
  if (feed.feed.kind !== 'had') {
    const isWantedAgain = untracedFrom(task, feed) !== null
    return () => isWantedAgain
  }
  const noted = new Set(
    feed.feed.lists.flatMap(({ checkpoints }) => (checkpoints ?? []).map(({ uuid }) => uuid)),
  )
  return ({ checkpoint, at }) => noted.has(checkpoint.uuid) || !isLong(at, now)
}

/** It was had when it was last asked for, or is to be asked for again. */
function hasFeed(row: OverviewRow | undefined): boolean {
  const { feedAskedAt = null, tracedAt = null, untracedFrom: wantedFrom = null } = row ?? {}
  return wantedFrom !== null || (tracedAt !== null && tracedAt === feedAskedAt)
}

function isLong(at: Instant, now: Instant): boolean {
  return unixMs(now) - unixMs(at) > LATE_MS
}
