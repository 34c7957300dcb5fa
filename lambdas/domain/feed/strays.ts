import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'
import { isCleared } from '../comparing/causes.ts'
import { compare, ended, lifeOf, lostBy } from '../comparing/compare.ts'
import type { Circumstances, Listing } from '../comparing/finding.ts'
import { hostsOf } from '../comparing/hosts.ts'
import { rotationIn } from '../comparing/rotation.ts'
import type { LedgerEvent } from '../event.ts'
import { severityOf } from '../policy.ts'
import type { FeedList } from '../standing.ts'
import type { Listed, State } from '../state.ts'

/**
 * What an earlier part of the feed shows that the record lacks: because the feed could not be had when that part was due, or because the
 * looks around it shared a checkpoint and nobody asked. Each came and went, and is recorded with the bounds of its life, as
 * lost where the lists behind its last one all lack it with too few newer ones. `known`: whether the record has it, or is about to;
 * `since`: the part of the feed behind this one.
 */
export function strays(
  lists: readonly FeedList[],
  since: readonly FeedList[],
  believed: State,
  known: (uuid: Uuid) => boolean,
  circumstances: Circumstances,
): readonly LedgerEvent[] {
  const looked = lookBehind(lists, believed, known)
  const listed = new Set(believed.listed.map(({ uuid }) => uuid))
  const lives = new Map<Uuid, { readonly one: CheckpointMetadata; readonly from: number; to: number }>()
  for (const [i, { checkpoints }] of lists.entries()) {
    for (const one of checkpoints ?? []) {
      const life = lives.get(one.uuid)
      if (life !== undefined) life.to = i
      else if (!known(one.uuid)) lives.set(one.uuid, { one, from: i, to: i })
    }
  }
  return [...lives.values()].flatMap(({ one, from, to }) => {
    const [first, last] = [lists[from], lists[to]]
    if (first === undefined || last === undefined) return []
    const then: Circumstances = {
      ...circumstances,
      seenAt: first.recordedAt,
      lastSeenAt: last.recordedAt,
      via: 'events',
      making: null,
      retiredBy: null,
    }
    // Of what it says against those recorded since, only that it was there: it is history.
    const recording = compare(believed, [one], then).find(({ event }) => event.kind === 'checkpoint-recorded')
    if (recording === undefined) return []
    const gone: Listed = { ...one, firstSeenAt: first.recordedAt, recordedSeq: 0 }
    const noted = notedBehind([...lists.slice(to + 1), ...looked, ...since])
    // What one list alone shows is no loss yet, and no rotation either: the answers of now say what became of it.
    // Nor where it was stopped meanwhile, and our last look has something of the same list.
    const isThere = last.checkpoints?.some(({ uuid }) => listed.has(uuid)) === true && looked.length > 0
    const isUndecided =
      listsIn(noted).length < 2 &&
      [last, ...noted].every(
        ({ status, storageStatus }) =>
          (GOES_ON.has(status) || (isThere && REMAINS.has(status))) && !isCleared(storageStatus),
      )
    if (isUndecided && isOurs(then)) return [recording.event]
    return [
      recording.event,
      endingOf(gone, { before: last, earlier: lists.slice(0, to), noted }, believed, then),
    ]
  })
}

/**
 * What our last look, behind these lists, showed of the storage that the last of them is of: as good a list as any that the feed noted. It goes on where
 * something of it is listed still; or was recorded, and the feed ends with that list.
 */
function lookBehind(
  lists: readonly FeedList[],
  { listed }: State,
  known: (uuid: Uuid) => boolean,
): readonly FeedList[] {
  const last = lists.findLast(({ checkpoints }) => checkpoints !== undefined)
  if (last?.checkpoints === undefined) return []
  const isLast = last === lists.at(-1) && GOES_ON.has(last.status)
  const isOfIt = last.checkpoints.some(
    ({ uuid }) => listed.some((one) => one.uuid === uuid) || (isLast && known(uuid)),
  )
  return isOfIt ? [{ ...last, checkpoints: listed }] : []
}

/** Behind our first look: what was before us, or to both sides of it, nobody can say. */
function isOurs({ lastSeenAt, watchedSince }: Circumstances): boolean {
  return lastSeenAt !== null && lastSeenAt > watchedSince
}

/** A single empty list with a full one right behind it was no list of what there is, unless its storage had been cleared. */
export function notedBehind(later: readonly FeedList[]): readonly FeedList[] {
  const [next, afterNext] = later
  const isAlone = next?.checkpoints?.length === 0 && (afterNext?.checkpoints?.length ?? 0) > 0
  return isAlone && !isCleared(next.storageStatus) ? later.slice(1) : later
}

function listsIn(noted: readonly FeedList[]): readonly Listing[] {
  return noted.flatMap(({ checkpoints }) => (checkpoints === undefined ? [] : [checkpoints]))
}

// The same start throughout: what is out of reach for a while has not been started anew.
const GOES_ON: ReadonlySet<string | undefined> = new Set(['Running', 'Unavailable'])
// Stopped, or not yet begun: what is listed then no later start has brought.
const REMAINS: ReadonlySet<string | undefined> = new Set(['Stopping', 'Stopped', 'Provisioning'])

function endingOf(
  gone: Listed,
  {
    before,
    earlier,
    noted,
  }: {
    readonly before: FeedList
    readonly earlier: readonly FeedList[]
    readonly noted: readonly FeedList[]
  },
  believed: State,
  then: Circumstances,
): LedgerEvent {
  const [next] = noted
  const lists = listsIn(noted)
  const upTo = noted.slice(0, noted.findIndex(({ checkpoints }) => checkpoints !== undefined) + 1)
  if (next !== undefined && isCleared(next.storageStatus)) {
    const kind = 'checkpoint-cleared'
    const data = { ...lifeOf(gone, then), cause: 'storage-cleared' }
    return { kind, severity: severityOf(then.policy, kind), uuid: gone.uuid, data }
  }
  const at: State = { ...believed, listed: [gone] }
  const [shown = believed.listed] = lists
  const { newer, hasRotated } = rotationIn(shown, at, then)(gone)
  // Before us, replaced or emptied in between, or told by a single list: nobody can say, or nobody need.
  const isStandby = next?.status === 'Standby' || before.status === 'Standby'
  const goesOn = upTo.every(({ status, storageStatus }, i) => {
    const isBegun = GOES_ON.has(status) && GOES_ON.has((upTo[i - 1] ?? before).status)
    return !isCleared(storageStatus) && (REMAINS.has(status) || isBegun)
  })
  // A start may have pulled one a host that was there before (FELDERA §2.4); more of them are of the storage that it had.
  const isBack = (): boolean => {
    const there = new Set(listsIn(earlier).flatMap((list) => list.map(({ uuid }) => uuid)))
    return (
      shown.filter(({ uuid }) => there.has(uuid)).length > hostsOf(then.policy, believed.listed) &&
      upTo.every(({ storageStatus }) => !isCleared(storageStatus))
    )
  }
  const isSame =
    goesOn || shown.some(({ uuid }) => before.checkpoints?.some((one) => one.uuid === uuid)) || isBack()
  // A single empty list is passed over; two say that there is nothing.
  const isTold = lists.length >= 2 && (shown.length > 0 || lists[1]?.length === 0)
  const isPlain = isOurs(then) && isTold && isSame && !isStandby
  if (hasRotated || !isPlain) return ended('checkpoint-retired', gone, newer, then)
  return lostBy(lists.length, gone, newer, then)
}
