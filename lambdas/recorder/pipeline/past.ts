import { type CheckpointMetadata, isTimed, type Uuid } from '../../domain/checkpoint.ts'
import { isStandby } from '../../domain/comparing/causes.ts'
import { compare } from '../../domain/comparing/compare.ts'
import type { Circumstances } from '../../domain/comparing/finding.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { backfilled } from '../../domain/feed/feed.ts'
import { type Folding, folded, unfolded, withoutList } from '../../domain/feed/feed-folding.ts'
import { areJoined, type Sighted, sightsIn } from '../../domain/feed/gap.ts'
import { strays } from '../../domain/feed/strays.ts'
import { type Instant, instant, unixMs } from '../../domain/instant.ts'
import type { FeedList } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import { acquaintances } from './acquaintances.ts'
import { isFeedsTurn } from './feed-turn.ts'
import type { PollPorts } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import type { Sighting } from './sighting.ts'

/** Where what is recorded will stand, and what stood before it. */
export interface Place {
  readonly ledger: string
  readonly seq: number
  readonly at: Instant
  readonly epoch: string | null
  readonly headAt: Instant | null
}

/**
 * Asks the pipeline's own feed on first contact, where nothing joins the observations, where something is suspicious, where it was
 * wanted before and not had, and as often as the policy asks (`feedEvery`); says what stays unknown.
 */
export async function pastOf(
  ports: PollPorts,
  believed: State,
  seen: readonly CheckpointMetadata[],
  circumstances: Circumstances,
  place: Place,
  { task, first }: { readonly task: Task; readonly first: Sighting },
) {
  const { policy, firstSight, seenAt } = circumstances
  const isFirst = firstSight || believed.baselineOpen
  const isJoined = areJoined(believed.listed, seen, policy)
  const untracedFrom = isFirst ? null : (task.row?.untracedFrom ?? null)
  const isWanted =
    isFirst ||
    !isJoined ||
    untracedFrom !== null ||
    isFeedsTurn(task.ledger, policy.feedEveryMs ?? null, task.row?.feedAskedAt ?? null, seenAt) ||
    isSuspicious(believed, seen, circumstances)
  // A standby makes none of its own: what it pulls comes and goes elsewhere.
  if (isStandby(first.standing) || !isWanted) {
    const { lastSeenAt } = circumstances
    const { acquaintances: ended } = circumstances
    const nothing = { events: [], suspected: [], feed: null, sights: [], status: undefined, toldUntil: null }
    return { ...nothing, acquaintances: ended, lastSeenAt }
  }
  const feed = await ports.askFeed()
  const all = feed.feed.kind === 'had' ? feed.feed.lists : []
  const from = isFirst ? null : (task.row?.observedAt ?? place.headAt)
  // What was noted while the answer was on its way may be newer than it.
  const lists = between(all, believed, from, first.askedAt ?? seenAt)
  // Since the feed was last had, looks that shared a checkpoint asked for none of it; where it never was, it is all news.
  const missedFromMs =
    task.row?.tracedAt == null ? Number.NEGATIVE_INFINITY : unixMs(task.row.tracedAt) - LATE_MS
  const missed =
    from === null
      ? []
      : all.filter(({ recordedAt }) => unixMs(recordedAt) > missedFromMs && recordedAt <= from)
  // What the list that the feed is made of shows late may have been recorded, and have ended, before it was noted.
  const recorded =
    missed[0] === undefined
      ? new Set<Uuid>()
      : await ports.recordedSince(instant(Math.max(0, unixMs(missed[0].recordedAt) - LATE_MS)))
  const known = await lists.reduce(
    async (before, { checkpoints }) => acquaintances(ports, believed, checkpoints ?? [], await before),
    Promise.resolve(circumstances.acquaintances),
  )
  const here = { ...circumstances, acquaintances: known }
  const listed = new Set(
    [...believed.listed, ...seen, ...lists.flatMap(({ checkpoints }) => checkpoints ?? [])].map(
      ({ uuid }) => uuid,
    ),
  )
  const unread = missed
    .flatMap(({ checkpoints }) => checkpoints ?? [])
    .filter(({ uuid }) => !listed.has(uuid) && !recorded.has(uuid))
  // A catalog that was rolled back shows again what ended long before.
  const ended = await acquaintances(ports, believed, unread, known)
  const fresh = new Set(unread.flatMap(({ uuid }) => (ended.has(uuid) ? [] : [uuid])))
  const found = strays(missed, lists, believed, (uuid) => !fresh.has(uuid), here)
  const open = task.row?.open ?? []
  const isWhole = from !== null && all[0] !== undefined && all[0].recordedAt <= from
  const now = { at: seenAt, list: seen, open, feed: all, from, isWhole }
  const followed = afterStrays(believed, found, here, place)
  const met = { ...here, acquaintances: followed.acquaintances }
  const filled = backfilled(followed.state, lists, now, met, place)
  // Where the last answer left something open, what came before it is still to be accounted for.
  const since = isFirst || isJoined ? null : (circumstances.lastSeenAt ?? from)
  // The last look ended when its feed was there; what was noted while that was read came behind its answers.
  const answeredAt = task.row?.lookedAt ?? since
  const notedFrom = answeredAt !== null && since !== null && answeredAt < since ? answeredAt : since
  const noted =
    notedFrom === null
      ? []
      : missed.filter(
          ({ recordedAt, checkpoints }) =>
            recordedAt > notedFrom &&
            (checkpoints === undefined || !isOlder(checkpoints, believed)) &&
            // Noted before the last answer it may say what that one goes on from; that it does not is no gap behind that answer.
            (since === null || recordedAt > since || areJoined(believed.listed, checkpoints ?? [], policy)),
        )
  const sights =
    since === null
      ? []
      : [
          { at: since, list: believed.listed },
          ...sightsIn(noted),
          ...unrecordedBefore(lists, task),
          ...sightsIn(lists),
        ]
  const toldUntil = isWhole ? (all.at(-1)?.recordedAt ?? null) : null
  return { ...filled, events: [...found, ...filled.events], feed, sights, toldUntil }
}

/** What was seen last and not believed says how it goes on; where the feed noted anything since, that is made of the same. */
function unrecordedBefore(lists: readonly FeedList[], { row }: Task): readonly Sighted[] {
  const last = row?.unrecorded
  if (last === undefined || lists.length > 0) return []
  return [{ at: last.at, list: last.uuids.map((uuid) => ({ uuid })) }]
}

/** What of the earlier part is still there is believed from here on; what has ended is known, should it be listed again. */
function afterStrays(
  state: State,
  found: readonly LedgerEvent[],
  circumstances: Circumstances,
  place: Place,
): Folding {
  // One after the other: what is recorded here may end here.
  return found.reduce<Folding>(
    (folding, event) => folded(folding, withoutList([event]), place),
    unfolded(state, circumstances),
  )
}

function isSuspicious(
  believed: State,
  seen: readonly CheckpointMetadata[],
  circumstances: Circumstances,
): boolean {
  return compare(believed, seen, circumstances).some(({ suspicion }) => suspicion !== undefined)
}

// What the feed has noted may be told later than it was noted.
const LATE_MS = 90_000

// The list that the feed is made of lags behind the pipeline (FELDERA §4.4: up to 15 s).
const LAG_MS = 20_000

/** The part of the feed that lies between two observations. What was noted right after the first may be older than it. */
function between(
  lists: readonly FeedList[],
  believed: State,
  from: Instant | null,
  until: Instant,
): readonly FeedList[] {
  const newest = believed.listed.at(-1)?.uuid
  // The feed is in order: behind a list that shows the newest no list is of before it.
  const shownAt = lists.find(({ checkpoints }) =>
    checkpoints?.some(({ uuid }) => uuid === newest),
  )?.recordedAt
  return lists.filter(({ recordedAt, checkpoints, status, storageStatus }) => {
    if (recordedAt >= until) return false
    if (from === null) return true
    if (recordedAt <= from) return false
    const isEarly =
      unixMs(recordedAt) < unixMs(from) + LAG_MS && storageStatus === 'InUse' && status !== 'Standby'
    const isBehind = shownAt !== undefined && recordedAt > shownAt
    return !isEarly || isBehind || !isOlder(checkpoints ?? [], believed)
  })
}

/** Whether a list is of before the last look: it lacks the newest, and has nothing that is not known. */
function isOlder(list: readonly CheckpointMetadata[], { listed }: State): boolean {
  const newest = listed.at(-1)
  if (newest === undefined || list.some(({ uuid }) => uuid === newest.uuid)) return false
  const known = new Set(listed.map(({ uuid }) => uuid))
  return list.every(({ uuid }) => known.has(uuid) || (isTimed(uuid) && uuid < newest.uuid))
}
