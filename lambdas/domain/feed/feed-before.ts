import { bornAt, type Uuid } from '../checkpoint.ts'
import { endedBy, isCleared } from '../comparing/causes.ts'
import { ended, lostBy } from '../comparing/compare.ts'
import type { Circumstances, Listing } from '../comparing/finding.ts'
import { agreedOn, raisedByLast, shownTwice } from '../comparing/open-suspicions.ts'
import { rotationIn } from '../comparing/rotation.ts'
import { goneKey } from '../comparing/suspicion.ts'
import type { LedgerEvent } from '../event.ts'
import type { Instant } from '../instant.ts'
import type { ListedThen } from '../overview.ts'
import type { FeedList } from '../standing.ts'
import { type Listed, NOTHING_YET, type State } from '../state.ts'
import { isSame } from './feed-doubts.ts'
import { notedBehind } from './strays.ts'

/** The answer of now, what the previous run left open, the whole feed, and when the last look was. */
export interface LookedBack {
  readonly list: Listing
  readonly open: readonly string[]
  readonly feed: readonly FeedList[]
  /** null: there was none. */
  readonly from: Instant | null
  /** What the last look listed. */
  readonly looked: ReadonlySet<Uuid>
  /** When the first of the last run's looks was. */
  readonly lookedAt: Instant | null
  /** What was listed when since the last answer of which all was believed. */
  readonly listedSince: readonly ListedThen[]
}

/**
 * What the previous run suspected is confirmed as well by what the feed noted before that run's last look, where the feed was not had then:
 * lists of the same start, behind the last one that shows it, that lack it.
 */
export function confirmedBefore(
  { list: now, open, feed, lookedAt, listedSince }: LookedBack,
  { listed }: State,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  const agreed = agreedOn(open)
  const last = raisedByLast(open)
  const settledAt = circumstances.lastSeenAt ?? ''
  return listed.flatMap((gone) => {
    const key = goneKey(gone.uuid)
    if ((!agreed.has(key) && !last.has(key)) || has(now, gone)) return []
    const place = feed.findLastIndex(({ checkpoints }) => has(checkpoints, gone))
    // What was noted before a look that listed it says nothing of where it is since: it may have come back.
    const shownAt = listedSince.findLast(({ uuids }) => uuids.includes(gone.uuid))?.at ?? settledAt
    const behind = place === -1 ? [] : feed.slice(place + 1).filter(({ recordedAt }) => recordedAt > shownAt)
    const [next] = agreed.has(key) ? behind : notedBehind(behind)
    if (next?.checkpoints === undefined || !GOES_ON.has(next.status)) return []
    const { newer, hasRotated } = rotationIn(
      next.checkpoints,
      { ...NOTHING_YET, listed },
      circumstances,
    )(gone)
    const told = { ...circumstances, via: 'events' as const, retiredBy: null }
    // It had rotated before anybody looked: what that look lacked besides is another loss. Not where what had gone is there again, as of an older catalog.
    const isLooked = lookedAt === null || next.recordedAt >= lookedAt
    if (hasRotated && !isLooked && !isRolledBack(next.checkpoints, feed.slice(0, place + 1)))
      return [ended('checkpoint-retired', gone, newer, told)]
    // What one answer raised alone is confirmed by a list that raises it, too.
    if (!agreed.has(key) && hasRotated) return []
    return [lostBy(2, gone, newer, told)]
  })
}

/**
 * Where the last look left something open, storage may have been cleared between the last one that did not and that look: what is gone now
 * and was seen before it ended by that.
 */
export function clearedBefore(
  { list: now, open, feed, from, lookedAt }: LookedBack,
  state: State,
  here: Circumstances,
): readonly LedgerEvent[] {
  const since = here.lastSeenAt
  if (from === null || since === null) return []
  const clear = feed.findLast(
    ({ storageStatus, recordedAt }) => isCleared(storageStatus) && recordedAt > since && recordedAt <= from,
  )
  const storageStatus = clear?.storageStatus
  if (clear === undefined || !isCleared(storageStatus)) return []
  // What that look found is told with its last answer's time: of those only what was begun behind the clearing was made behind it.
  const isSince = ({ uuid, firstSeenAt }: Listed): boolean =>
    firstSeenAt >= clear.recordedAt && (bornAt(uuid) ?? firstSeenAt) >= clear.recordedAt
  // What lists behind the clearing show was there behind it, though it was first seen before: pulled again, and gone for another reason.
  const shownSince = feed.flatMap(({ recordedAt, checkpoints }) =>
    recordedAt > clear.recordedAt ? (checkpoints ?? []) : [],
  )
  const there = [...now, ...shownSince, ...state.listed.filter(isSince)]
  const ending = new Set(there.map(({ uuid }) => uuid))
  if (state.listed.every(({ uuid }) => ending.has(uuid))) return []
  // Whatever those looks found gone was gone by this; unless the first was before it, and two of that start agreed.
  const isSeenBefore = lookedAt !== null && clear.recordedAt > lookedAt
  const lost = isSeenBefore ? shownTwice(open) : new Set<string>()
  const told = { ...here, via: 'events' as const, lost }
  return endedBy({ kind: 'storage-cleared', storageStatus }, state, there, told)
}

/**
 * What the last look alone showed again, between two lists of the feed that lack it: that was an older list, where both of them have what it lacks, or are the
 * same. What had gone from the feed before is gone by that, and by nothing that lies behind the look.
 */
export function goneBefore(
  { list: now, feed, from, looked }: LookedBack,
  { listed }: State,
  here: Circumstances,
): readonly LedgerEvent[] {
  const lists = feed.filter(({ checkpoints }) => checkpoints !== undefined)
  const next = from === null ? -1 : lists.findIndex(({ recordedAt }) => recordedAt > from)
  const [before, after] = [lists[next - 1]?.checkpoints, lists[next]?.checkpoints]
  if (before === undefined || after === undefined) return []
  const isOld = before.some((one) => has(after, one) && !looked.has(one.uuid))
  if (!isOld && !isSame(before, after)) return []
  const behind = lists.slice(next).map(({ checkpoints }) => checkpoints)
  return listed.flatMap((gone) => {
    if (!looked.has(gone.uuid) || [now, ...behind].some((list) => has(list, gone))) return []
    const place = lists.slice(0, next).findLastIndex(({ checkpoints }) => has(checkpoints, gone))
    const [shown, first, ...more] = place === -1 ? [] : lists.slice(place, next)
    if (first?.checkpoints === undefined) return []
    const { newer, hasRotated } = rotationIn(first.checkpoints, { ...NOTHING_YET, listed }, here)(gone)
    const told = { ...here, via: 'events' as const, retiredBy: null }
    if (hasRotated) return [ended('checkpoint-retired', gone, newer, told)]
    // A start that shows something of what was there has pulled nothing.
    const isOn = GOES_ON.has(first.status) || first.checkpoints.some((one) => has(shown?.checkpoints, one))
    if (!isOld || more.length === 0 || !isOn) return []
    return [lostBy(1 + more.length, gone, newer, told)]
  })
}

// A pipeline that makes its own checkpoints, or has just been stopped: neither started anew nor following another.
const GOES_ON: ReadonlySet<string | undefined> = new Set(['Running', 'Stopping', 'Stopped'])

/** Whether it lists what earlier lists had and the last of them had no more. */
function isRolledBack(list: Listing, earlier: readonly FeedList[]): boolean {
  return list.some(
    (one) =>
      !has(earlier.at(-1)?.checkpoints, one) && earlier.some(({ checkpoints }) => has(checkpoints, one)),
  )
}

function has(checkpoints: Listing | undefined, one: Listing[number]): boolean {
  return checkpoints?.some(({ uuid }) => uuid === one.uuid) === true
}
