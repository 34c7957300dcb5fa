import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import { isStandby } from '../../domain/comparing/causes.ts'
import { compare } from '../../domain/comparing/compare.ts'
import type { Acquaintance, Circumstances } from '../../domain/comparing/finding.ts'
import { withTwice } from '../../domain/comparing/open-suspicions.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { backfilled } from '../../domain/feed/feed.ts'
import { type Backfill, type Folding, folded, unfolded, withoutList } from '../../domain/feed/feed-folding.ts'
import { areJoined, type Sighted } from '../../domain/feed/gap.ts'
import { notedBetween } from '../../domain/feed/noted-between.ts'
import { strays } from '../../domain/feed/strays.ts'
import { type Instant, instant, unixMs } from '../../domain/instant.ts'
import type { FeedList } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import type { FeedAsked } from '../source-client.ts'
import { acquaintances } from './acquaintances.ts'
import { isFeedAwaited, LATE_MS } from './feed-first.ts'
import { isFeedsTurn } from './feed-turn.ts'
import type { PollPorts } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import type { Sighting } from './sighting.ts'
import { sightsSince } from './sights-since.ts'
import { toldLate } from './untold.ts'

/** Where what is recorded will stand, and what stood before it. */
export interface Place {
  readonly ledger: string
  readonly seq: number
  readonly at: Instant
  readonly epoch: string | null
  readonly headAt: Instant | null
}

/** What the feed tells, and what it was asked for. */
export interface Past
  extends Pick<Backfill, 'events' | 'suspected' | 'acquaintances' | 'lastSeenAt' | 'status' | 'shown'> {
  /** Null: it was not asked. */
  readonly feed: FeedAsked | null
  /** What was listed when, from the last observation on, where it is not known that they join. */
  readonly sights: readonly Sighted[]
  /** What the run before left open, and what the feed says now of a list that lacked it. */
  readonly open: readonly string[]
  /** Until when it tells all that was; null where it does not go back to the last look. */
  readonly toldUntil: Instant | null
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
): Promise<Past> {
  const { policy, firstSight, seenAt } = circumstances
  const isFirst = firstSight || believed.baselineOpen
  const isJoined = areJoined(believed.listed, seen, policy)
  const isWanted =
    isFirst ||
    !isJoined ||
    (task.row?.untracedFrom ?? null) !== null ||
    isFeedAwaited(task, seenAt) ||
    isFeedsTurn(task.ledger, policy.feedEveryMs ?? null, task.row?.feedAskedAt ?? null, seenAt) ||
    isSuspicious(believed, seen, circumstances)
  // A standby makes none of its own: what it pulls comes and goes elsewhere.
  if (isStandby(first.standing) || !isWanted) return notAsked(circumstances, task.row?.open ?? [])
  const feed = await ports.askFeed()
  const all = feed.feed.kind === 'had' ? feed.feed.lists : []
  const from = isFirst ? null : (task.row?.observedAt ?? place.headAt)
  // What was noted while the answer was on its way may be newer than it.
  const lists = notedBetween(all, believed, from, first.askedAt ?? seenAt)
  const missed = from === null ? [] : missedBefore(from, all, task)
  const known = await lists.reduce(
    async (before, { checkpoints }) => acquaintances(ports, believed, checkpoints ?? [], await before),
    Promise.resolve(circumstances.acquaintances),
  )
  const here = { ...circumstances, acquaintances: known }
  const fresh = await unrecordedIn(ports, missed, lists, { believed, seen, known })
  const found = strays(missed, lists, believed, (uuid) => !fresh.has(uuid), here)
  const late = toldLate(task, believed, all, circumstances.clockAheadMs ?? 0)
  const open = withTwice(task.row?.open ?? [], late)
  const isWhole = from !== null && all[0] !== undefined && all[0].recordedAt <= from
  const { lookedAt = null, listedSince = [] } = task.row ?? {}
  const looked = new Set(listedSince.at(-1)?.uuids ?? believed.listed.map(({ uuid }) => uuid))
  const now = { at: seenAt, list: seen, open, feed: all, from, looked, lookedAt, listedSince, isWhole }
  const followed = afterStrays(believed, found, here, place)
  const met = { ...here, acquaintances: followed.acquaintances }
  const filled = backfilled(followed.state, lists, now, met, place)
  // Where the last answer left something open, what came before it is still to be accounted for.
  const since = isFirst || isJoined ? null : (circumstances.lastSeenAt ?? from)
  // What it told an earlier run joins what that left open as well.
  const before = all.filter(({ recordedAt }) => from !== null && recordedAt <= from)
  const sights = since === null ? [] : sightsSince(since, { believed, before, lists, task, policy })
  const toldUntil = isWhole ? (all.at(-1)?.recordedAt ?? null) : null
  return { ...filled, events: [...found, ...filled.events], feed, sights, toldUntil, open }
}

function notAsked({ acquaintances, lastSeenAt }: Circumstances, open: readonly string[]): Past {
  const nothing = { events: [], suspected: [], sights: [], shown: [], open }
  return { ...nothing, feed: null, status: undefined, toldUntil: null, acquaintances, lastSeenAt }
}

/** Since the feed was last had, looks that shared a checkpoint asked for none of it; where it never was, it is all news. */
function missedBefore(from: Instant, all: readonly FeedList[], { row }: Task): readonly FeedList[] {
  const missedFromMs = row?.tracedAt == null ? Number.NEGATIVE_INFINITY : unixMs(row.tracedAt) - LATE_MS
  return all.filter(({ recordedAt }) => unixMs(recordedAt) > missedFromMs && recordedAt <= from)
}

/** What the missed part shows and the record lacks. */
async function unrecordedIn(
  ports: PollPorts,
  missed: readonly FeedList[],
  lists: readonly FeedList[],
  {
    believed,
    seen,
    known,
  }: {
    readonly believed: State
    readonly seen: readonly CheckpointMetadata[]
    readonly known: ReadonlyMap<Uuid, Acquaintance>
  },
): Promise<ReadonlySet<Uuid>> {
  const [first] = missed
  if (first === undefined) return new Set()
  // What the list that the feed is made of shows late may have been recorded, and have ended, before it was noted.
  const recorded = await ports.recordedSince(instant(Math.max(0, unixMs(first.recordedAt) - LATE_MS)))
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
  return new Set(unread.flatMap(({ uuid }) => (ended.has(uuid) ? [] : [uuid])))
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
