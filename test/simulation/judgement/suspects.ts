import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { isTimed } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { Life, Tick } from '../life.ts'
import type { Excuses } from './excuses.ts'
import { mayBeOfOneHost } from './one-host.ts'
import { mayBeOfAnotherClock } from './other-clock.ts'
import { lastShownUpMs, lastTrulyShownMs } from './showings.ts'
import { mayHaveRotated } from './some-host.ts'
import { deedsBetween, has, looksIn, type Sight, sightsIn, type View } from './view.ts'

// Feldera's promise, and the default of `keepLast` (CONTRACT §2); per host.
const KEPT = 2
// What the feed notes right behind a look may be older than it; nobody owes anything from it.
export const FEED_LAGS_MS = 20_000
// It is up to 15 s behind the pipeline (FELDERA §4.4), which then takes some time to stop.
export const LIST_LAGS_MS = 20_000
// What only the newest events show is confirmed by asking.
const FEED_SETTLES_MS = 30_000

export interface Suspect {
  readonly uuid: Uuid
  /** The first sight that lacks it: of the feed, the run's first answer, or one that was to confirm something else. */
  readonly from: 'feed' | 'late feed' | 'first' | 'later'
  readonly lackedMs: number
}

export interface Suspects {
  readonly shown: readonly Suspect[]
  /** Lost, and shown only in a way in which lawful rotation is shown, too. */
  readonly unknown: ReadonlySet<Uuid>
}

/** Those that were truly lost, and that the first sight without them shows with too few newer ones. */
export function suspects(life: Life, view: View, tick: Tick, seenMs: number, excuses: Excuses): Suspects {
  const [first] = view.sights
  if (first === undefined) return { shown: [], unknown: new Set() }
  // A rolled-back catalog brings back what was lost: what was shown since rotates like any other. And what a list lacks it was not lost behind that.
  const isLost = (uuid: Uuid, beforeMs: number): boolean => {
    const sinceMs = lastTrulyShownMs(life, view.name, uuid, beforeMs)
    return deedsBetween(life, view.name, ['lost'], sinceMs, beforeMs).some(({ uuids }) =>
      uuids.includes(uuid),
    )
  }
  const kept = keptOf(life, view)
  const isOne = hostsOf(life, view.name) === 1
  const sights = [...feedSights(tick, view.name, seenMs, first.atMs), ...view.sights]
  const known = new Map<Uuid, true>(view.believed.map(({ uuid }) => [uuid, true]))
  const suspected = new Map<Uuid, Suspect>()
  const unknown = new Set<Uuid>()
  for (const [i, sight] of sights.entries()) {
    for (const uuid of known.keys()) {
      if (has(sight.list, uuid)) {
        suspected.delete(uuid)
        continue
      }
      if (suspected.has(uuid)) continue
      const newer = newerThan(life, sight.list, uuid)
      if (newer >= kept || !isLost(uuid, sight.atMs)) known.delete(uuid)
      else if (excuses.has('alone') && isAlone(sight, lookBehind(tick, view.name, sight, sights[i + 1]))) {
        // If the next one shows rotation, then one answer showed a loss, and rotation and one untrue empty list look the same (v0.325.0).
        unknown.add(uuid)
      } else if (excuses.has('untold') && isUntold(life, view.name, sight, uuid)) unknown.add(uuid)
      else if (excuses.has('some-host') && mayHaveRotated(life, view, sight.list, uuid)) unknown.add(uuid)
      else if (excuses.has('one-host') && newer >= KEPT && mayBeOfOneHost(life, view, sight))
        unknown.add(uuid)
      else if (excuses.has('clock') && isOne && mayBeOfAnotherClock(life, view, sight, uuid, kept))
        unknown.add(uuid)
      else if (excuses.has('early') && isEarly(sight, seenMs)) unknown.add(uuid)
      else suspected.set(uuid, { uuid, from: fromOf(sight, view, first), lackedMs: sight.atMs })
    }
    // What only an answer of this run showed is not yet believed to be listed; what has ended is not judged anew by a late feed.
    if (sight.way === 'feed' && !isEarly(sight, seenMs))
      for (const { uuid } of sight.list) if (!view.ended.has(uuid)) known.set(uuid, true)
  }
  for (const uuid of suspected.keys()) unknown.delete(uuid)
  return { shown: [...suspected.values()], unknown }
}

/**
 * What a stopped pipeline left in its source's list lacks only what that list never showed, and nothing shows that it had the time to: a
 * pipeline that died at once leaves the same list, to the letter, whenever it is given up and stopped.
 */
function isUntold(life: Life, name: string, { atMs, way, list }: Sight, uuid: Uuid): boolean {
  if (way !== 'list' || list.some((one) => one.uuid > uuid)) return false
  const firstMs = firstShownMs(life, name, uuid)
  return (
    firstMs.listed === undefined && lastShownUpMs(life, name, atMs) - (firstMs.asked ?? 0) <= LIST_LAGS_MS
  )
}

/** When the pipeline itself first showed it, and when its source's list or its feed did. */
function firstShownMs({ ticks }: Life, name: string, uuid: Uuid) {
  const shown = ticks.flatMap(({ shown }) => shown)
  const asked = shown.find(
    (one) =>
      one.kind === 'checkpoints' && one.name === name && typeof one.said !== 'string' && has(one.said, uuid),
  )
  const listed = shown.find((one) => {
    if (one.kind === 'feed')
      return one.name === name && one.lists?.some(({ checkpoints }) => has(checkpoints ?? [], uuid))
    if (one.kind !== 'list') return false
    const details = one.pipelines?.find((pipeline) => pipeline.name === name)?.details
    return details?.kind === 'listed' && has(details.checkpoints, uuid)
  })
  return { asked: asked?.atMs, listed: listed?.atMs }
}

/** What was looked at next in the run, running or on its way to a stop. */
function lookBehind(tick: Tick, name: string, { atMs }: Sight, next: Sight | undefined): Sight | undefined {
  const [left] = looksIn(tick, name)
    .filter((look) => look.atMs > atMs)
    .toSorted((a, b) => a.atMs - b.atMs)
  return left === undefined || (next !== undefined && next.atMs < left.atMs) ? next : left
}

/** One empty list, with a full one right behind it. */
function isAlone({ list }: Sight, next: Sight | undefined): boolean {
  return list.length === 0 && next !== undefined && next.list.length > 0
}

/** Noted so soon behind the last look that it may be older: it can show rotation, and nothing else. */
function isEarly({ way, atMs }: Sight, seenMs: number): boolean {
  return way === 'feed' && atMs <= seenMs + FEED_LAGS_MS
}

function fromOf(sight: Sight, { sights }: View, first: Sight): Suspect['from'] {
  if (sight.way === 'feed') return first.atMs - sight.atMs < FEED_SETTLES_MS ? 'late feed' : 'feed'
  return sight === sights[0] ? 'first' : 'later'
}

function feedSights(tick: Tick, name: string, fromMs: number, toMs: number): readonly Sight[] {
  const feed = tick.shown.find((one) => one.kind === 'feed' && one.name === name)
  if (feed?.kind !== 'feed' || fromMs === Number.NEGATIVE_INFINITY) return []
  return (feed.lists ?? []).flatMap((list): readonly Sight[] => {
    const atMs = Date.parse(list.recordedAt)
    if (list.checkpoints === undefined || feed.wrong.has(list)) return []
    if (atMs <= fromMs || atMs >= toMs) return []
    return [{ atMs, way: 'feed', list: list.checkpoints, isTrue: true }]
  })
}

/** By birth and by the time in the UUID: where clocks went back these differ, and nobody owes what only one of them shows. */
export function newerThan({ world }: Life, list: Listing, uuid: Uuid): number {
  const birth = world.births.get(uuid) ?? 0
  const byBirth = list.filter((one) => (world.births.get(one.uuid) ?? 0) > birth).length
  const byTime = list.filter((one) => isTimed(one.uuid) && one.uuid > uuid).length
  return Math.max(byBirth, byTime)
}

export function hostsOf({ settings }: Life, name: string): number {
  return settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
}

/** Per host; of hosts that nobody told of, as many as one logical checkpoint had in the run before and in this one (CONTRACT §9). */
export function keptOf({ settings, ticks }: Life, { name, run, sights }: View): number {
  const its = settings.pipelines.find((one) => name.startsWith(one.name))
  if (its === undefined || its.hosts === 1) return KEPT
  if (its.hostsAreTold) return KEPT * its.hosts
  const before = ticks[run - 1]
  const seen = [before === undefined ? [] : sightsIn(before, name), sights].map((those) =>
    Math.max(1, ...those.map(({ list }) => largestGroup(list))),
  )
  return KEPT * Math.min(its.hosts, ...seen)
}

export function largestGroup(list: Listing): number {
  const groups = Object.values(Object.groupBy(list, ({ steps }) => String(steps)))
  return Math.max(0, ...groups.map((group) => group?.length ?? 0))
}
