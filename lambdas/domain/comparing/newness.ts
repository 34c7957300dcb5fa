import { type CheckpointMetadata, countsFewer, isTimed, type Uuid } from '../checkpoint.ts'
import type { Listed, Making, State } from '../state.ts'
import { isFromBefore } from './clock-back.ts'
import type { Circumstances, Listing } from './finding.ts'
import { type apartIn, isOfOneHost, isSibling } from './hosts.ts'
import { byAge } from './order.ts'

/** Tells of a checkpoint that is gone which of those that are seen were made later, by all that is known of their order. */
export function newness(
  seen: Listing,
  believed: State,
  {
    acquaintances,
    glimpsedAt,
    listBefore = [],
    making,
    watchedSince,
  }: Pick<Circumstances, 'acquaintances' | 'glimpsedAt' | 'listBefore' | 'making' | 'watchedSince'>,
  {
    hosts,
    sinceOf,
    isApart,
  }: {
    readonly hosts: number
    readonly sinceOf: (gone: Listed) => ReadonlySet<Uuid>
    readonly isApart: ReturnType<typeof apartIn>
  },
): (gone: Listed) => Listing {
  const known = new Map(believed.listed.map((one, place) => [one.uuid, { ...one, place }]))
  const listed = seen.map((one) => ({
    ...one,
    recordedSeq:
      known.get(one.uuid)?.recordedSeq ??
      acquaintances.get(one.uuid)?.recordedSeq ??
      Number.POSITIVE_INFINITY,
    // What has ended before and is listed again was not made after what is gone.
    place: known.get(one.uuid)?.place ?? (acquaintances.has(one.uuid) ? -1 : Number.POSITIVE_INFINITY),
  }))
  const isOneHost = isOfOneHost(seen, hosts)
  const isOrdered = isOneHost && isOfOneHost(listBefore, hosts)
  const stoodAt = new Map(isOrdered ? listBefore.map(({ uuid }, i) => [uuid, i]) : [])
  return (gone) => {
    const goneStoodAt = stoodAt.get(gone.uuid)
    const place = known.get(gone.uuid)?.place ?? -1
    // By the entry that recorded them, else in its order: what reappeared later was not first seen later.
    const isSeenLater = (one: (typeof listed)[number]): boolean => {
      if ((glimpsedAt?.get(one.uuid) ?? gone.firstSeenAt) < gone.firstSeenAt) return false
      return one.recordedSeq === gone.recordedSeq ? one.place > place : one.recordedSeq > gone.recordedSeq
    }
    const isBack =
      isStepBack(gone, believed.listed.slice(0, Math.max(0, place))) ||
      believed.listed
        .slice(0, place + 1)
        .some(({ recordedSeq }) => recordedSeq === believed.last['progress-regressed'])
    // What stands behind it in the very list belies its steps. Where they went back there, it was made before that, and so before what counts no
    // fewer than what came then. And no restart goes back to before what was there: what counts fewer than that, and is older, was not made later.
    const isBelied = (one: (typeof listed)[number]): boolean =>
      isOneHost &&
      listed
        .slice(listed.indexOf(one) + 1)
        .some(
          (after) =>
            (countsFewer(after.steps, one.steps) &&
              countsFewer(gone.steps, after.steps) &&
              after.uuid > gone.uuid) ||
            (countsFewer(after.steps, gone.steps) && byAge(after, gone) < 0),
        )
    // One host collects the oldest first: where one of before it is still listed, what is new and begun earlier is of a catalog that was put in place.
    const isKeptBefore =
      isOneHost && listed.some((one) => known.has(one.uuid) && one.place < place && byAge(one, gone) < 0)
    const isOfCatalog = (one: (typeof listed)[number]): boolean =>
      isKeptBefore && isNeverSeen(one) && byAge(one, gone) < 0
    const newest = believed.listed.findLast(({ uuid }) => uuid !== gone.uuid)
    const since = sinceOf(gone)
    const isNewer = (one: (typeof listed)[number]): boolean => {
      if (since.has(one.uuid)) return true
      const oneStoodAt = stoodAt.get(one.uuid)
      if (goneStoodAt !== undefined && oneStoodAt !== undefined) return oneStoodAt > goneStoodAt
      // One host appends: what a later run recorded, or stood behind it in one list, was made later, whatever its clock and its steps say.
      // What two answers of one run showed apart may be a catalog that was rolled back in between.
      const its = isOneHost && place !== -1 ? known.get(one.uuid) : undefined
      if (its !== undefined && areInOrder(its, gone, its.place > place)) return its.place > place
      // What other hosts made for the same logical checkpoint is no newer one.
      if (hosts > 1 && isSibling(one, gone) && !isApart(one, gone)) return false
      // A host's clock may go back: who was seen later and counts more steps was made later. Unless it is the steps that went back.
      if (
        isSeenLater(one) &&
        countsFewer(gone.steps, one.steps) &&
        !isBack &&
        !isBelied(one) &&
        !isOfCatalog(one)
      )
        return true
      // A start goes on from the newest of its storage (FELDERA §2.4): what counts fewer was made before, where neither time nor entry says otherwise. By
      // two of them: the steps of one may have been altered.
      const isUntimed = !isTimed(one.uuid) || !isTimed(gone.uuid)
      if (isUntimed && [gone, newest].every((two) => countsFewer(one.steps, two?.steps ?? null))) return false
      const order = byAge(one, gone)
      if (order > 0) return true
      // Nor is it older because the clock went back: what was made after one that is newer than it is newer as well.
      const isNew = isOneHost && place !== -1 && isNeverSeen(one)
      if (isNew && isBegunAfter(one, believed.listed.slice(place + 1))) return true
      return order === 0 && isSeenLater(one) && one.recordedSeq === gone.recordedSeq
    }
    if (!isOneHost) return listed.filter(isNewer)
    // One host lists the oldest first (checkpointer.rs: push_back), whatever its clock and its steps do: what was never seen before
    // and stands behind a newer one is newer as well.
    const isOfClock = (one: (typeof listed)[number] | undefined): boolean =>
      one !== undefined && isNeverSeen(one) && isFromBefore(one, watchedSince)
    // Steps go back with another start alone.
    const isOfThisStart = believed.latest?.uuid === gone.uuid && areOfOneStart(making, believed.making)
    const first = listed.findIndex((one, i) => {
      const next = listed[i + 1]
      // Where both are of a clock that is behind, it was made when that was: only the steps went back, with the start.
      const isOfOneClock = !isOfThisStart && isOfClock(one) && isOfClock(next)
      return isNewer(one) || (isOfOneClock && next !== undefined && isNewer(next))
    })
    return listed.filter((one, i) => isNewer(one) || (first !== -1 && i >= first && isSeenLater(one)))
  }
}

function isNeverSeen({ place }: { readonly place: number }): boolean {
  return place === Number.POSITIVE_INFINITY
}

function areOfOneStart(a: Making | null, b: Making | null): boolean {
  return a !== null && b !== null && a.deployment !== null && a.deployment === b.deployment
}

/** Whether their places say which was made later; `isBehind`: the other one stands behind. */
function areInOrder(other: Listed, gone: Listed, isBehind: boolean): boolean {
  return other.firstSeenAt === gone.firstSeenAt || (isBehind && other.recordedSeq !== gone.recordedSeq)
}

/** Whether it was made after one of these, all on one host. */
function isBegunAfter(one: CheckpointMetadata, these: Listing): boolean {
  return these.some(
    (other) =>
      isTimed(one.uuid) &&
      isTimed(other.uuid) &&
      one.uuid > other.uuid &&
      !countsFewer(one.steps, other.steps),
  )
}

/** Whether it counts fewer steps than one that was there before it: begun again from an older checkpoint. */
function isStepBack(gone: Listed, before: Listing): boolean {
  return before.some((one) => isTimed(one.uuid) && one.uuid < gone.uuid && countsFewer(gone.steps, one.steps))
}
