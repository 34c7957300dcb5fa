import { bornAt } from '../checkpoint.ts'
import { endedBy, isCleared } from '../comparing/causes.ts'
import { compare } from '../comparing/compare.ts'
import { asShownOtherwise, exactSince } from '../comparing/disputed.ts'
import { type Circumstances, type Finding, isOfRecording, type Listing } from '../comparing/finding.ts'
import { hostsOf } from '../comparing/hosts.ts'
import { agreedOn, shownOtherwise, shownTwice } from '../comparing/open-suspicions.ts'
import { isPulled } from '../comparing/retirement.ts'
import { goneKey } from '../comparing/suspicion.ts'
import type { Content } from '../entry.ts'
import { unixMs } from '../instant.ts'
import type { FeedList } from '../standing.ts'
import type { State } from '../state.ts'
import { clearedBefore, confirmedBefore, goneBefore, type LookedBack } from './feed-before.ts'
import {
  confirmedBy,
  isDoubted,
  isPremature,
  keyOf,
  laterThan,
  leftOut,
  quiet,
  standingOf,
} from './feed-doubts.ts'
import { type Backfill, type Folding, folded, type Step, unfolded, withoutList } from './feed-folding.ts'
import type { Sighted } from './gap.ts'

type Now = Sighted &
  LookedBack & {
    /** The feed goes back to before the last look. */
    readonly isWhole: boolean
  }

// A list that all later ones contradict nothing of stands after this long; the feed is written at most once in 10 s.
const STANDS_AFTER_MS = 30_000
const DOWN: ReadonlySet<string | undefined> = new Set(['Stopped', 'Provisioning'])

/**
 * Goes through the lists that the pipeline's own feed kept since the last observation, oldest first, as if each had been observed
 * then: what came and went is recorded with the bounds of its life, and what was lost is told though rotation has covered it
 * since. Pure. `now` is the answer that the feed leads up to; `place` is where the events will stand.
 *
 * A loss stands when every later list, and the answer of now, lack it as well; a list that a later one contradicts is left out.
 * What the previous run suspected (`open`) is confirmed by the first list that lacks it, whatever was made since.
 */
export function backfilled(
  believed: State,
  lists: readonly FeedList[],
  now: Now,
  circumstances: Circumstances,
  place: Pick<Content, 'ledger' | 'seq' | 'at' | 'epoch'>,
): Backfill {
  const nothing: Folding = { ...unfolded(believed, circumstances), status: statusBefore(now) }
  // What that noted before the last look says of what that look left open, or was alone to show.
  const start = [confirmedBefore, clearedBefore, goneBefore].reduce((folding, tell) => {
    return folded(folding, withoutList(tell(now, folding.state, circumstances)), place)
  }, nothing)
  const end = lists.reduce((folding, list, i) => {
    const here: Circumstances = {
      ...circumstances,
      lastSeenAt: folding.lastSeenAt,
      seenAt: list.recordedAt,
      via: 'events',
      making: null,
      acquaintances: folding.acquaintances,
      listBefore: folding.shown,
    }
    const step = stepOf(folding, list, laterThan(lists, i, now), now, here)
    const next = folded(
      folding,
      { ...step, told: circumstances.firstSight ? step.told.map(quiet) : step.told },
      place,
    )
    return { ...next, status: list.status ?? folding.status }
  }, start)
  const { events, acquaintances, lastSeenAt, state, shown } = end
  const listed = new Set(state.listed.map(({ uuid }) => goneKey(uuid)))
  const suspected = end.suspected.filter((key) => listed.has(key))
  // What it says of before the last look is older than what that look's own list said.
  const status = lists.length === 0 ? undefined : end.status
  return { events, acquaintances, lastSeenAt, suspected, status, shown }
}

/** What the feed said of it before: a list that follows a standby's is another one, whenever the promotion was noted. */
function statusBefore({ feed, from }: Now): string | undefined {
  return from === null ? undefined : feed.findLast(({ recordedAt }) => recordedAt <= from)?.status
}

function stepOf(
  { state, suspected, startedAt: startedBefore, status: statusBefore, lacked: lackedBefore }: Folding,
  { recordedAt, status, storageStatus, checkpoints: noted }: FeedList,
  later: readonly Listing[],
  now: Now,
  here: Circumstances,
): Step {
  const startedAt = DOWN.has(status) ? recordedAt : startedBefore
  const nothing: Step = { told: [], suspected: [], seenAt: null, startedAt }
  if (isCleared(storageStatus)) {
    const cause = { kind: 'storage-cleared', storageStatus } as const
    // What was made since is known already, where the past of a pipeline is told that has been created anew, or once more.
    const since = state.listed.filter(
      ({ uuid, firstSeenAt }) =>
        firstSeenAt > recordedAt && (here.firstSight || (bornAt(uuid) ?? firstSeenAt) > recordedAt),
    )
    const told =
      state.listed.length > since.length
        ? endedBy(cause, state, since, { ...here, lost: shownTwice(now.open) })
        : []
    return { ...nothing, seenAt: recordedAt, shown: [], told }
  }
  if (noted === undefined) return nothing
  const known = new Set([...state.listed.map(({ uuid }) => uuid), ...here.acquaintances.keys()])
  const checkpoints = exactSince(noted, later, (uuid) => known.has(uuid))
  const isElsewhere =
    // Only cleared storage is begun anew from elsewhere, and a feed that goes back to before the start would tell of that.
    !now.isWhole &&
    startedAt !== null &&
    startedAt === now.feed[0]?.recordedAt &&
    isPulled(state, checkpoints, startedAt, hostsOf(here.policy, state.listed))
  const isReplaced = status === 'Standby' || statusBefore === 'Standby'
  const retiredBy = isReplaced ? 'standby' : isElsewhere ? 'pulled' : null
  const findings = compare(state, checkpoints, { ...here, retiredBy })
    .filter(isOfCheckpoints)
    .map((finding) => asShownOtherwise(finding, shownOtherwise(now.open)))
    .map(confirmedBy(checkpoints, later, agreedOn(now.open), state, here))
  // What an earlier list has raised already is asked for by itself: that it is listed again casts no doubt on what else this one lacks.
  const held = new Set(suspected)
  const news = findings.filter(
    ({ event }) => !held.has(keyOf(event)) && !isPremature(event, state, recordedAt),
  )
  // What it showed for the first time was there all the same, and has ended since: what lacks it next says how.
  if (isDoubted(checkpoints, news, later)) {
    const { told, lacked } = leftOut(news, later, lackedBefore)
    return {
      ...nothing,
      told: [...findings.filter(isOfRecording).map(({ event }) => event), ...told],
      lacked,
    }
  }
  // What was before us raises nothing, and needs no asking.
  const isEnough = here.policy.confirmAfterMs.length === 0
  const isLate = !here.firstSight && !isEnough && unixMs(now.at) - unixMs(recordedAt) < STANDS_AFTER_MS
  return {
    told: news.flatMap((finding) => standingOf(finding, later, { isLate, isEnough })),
    suspected: isLate ? news.flatMap(({ suspicion }) => (suspicion === undefined ? [] : [suspicion])) : [],
    seenAt: recordedAt,
    shown: checkpoints,
    startedAt: checkpoints.some(({ uuid }) => startedAt !== null && (bornAt(uuid) ?? '') >= startedAt)
      ? null
      : startedAt,
  }
}

// What the feed shows of the past is no news of the present: neither that the pipeline is seen again nor how old its newest is.
function isOfCheckpoints({ event: { kind } }: Finding): boolean {
  return kind !== 'pipeline-observable' && kind !== 'checkpoints-stale' && kind !== 'checkpoints-fresh'
}
