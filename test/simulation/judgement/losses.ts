import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { isTimed } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/finding.ts'
import type { Life, Tick } from '../life.ts'
import { deedsBetween, has, NAMED, type Sight, sightsIn, type View, viewOf } from './view.ts'

export interface Losses {
  /** Losses that two true and complete answers showed as such. */
  readonly owed: number
  readonly missed: readonly string[]
}

// Feldera's promise, and the default of `keepLast` (CONTRACT §2); per host.
const KEPT = 2
// What the feed notes right behind a look may be older than it; nobody owes anything from it.
const FEED_LAGS_MS = 20_000
// What only the newest events show is confirmed by asking.
const FEED_SETTLES_MS = 30_000

interface Debt {
  readonly uuid: Uuid
  readonly since: number
  readonly from: Suspect['from']
}

/** By the contract's rule alone: what was believed, and two answers show gone with too few newer ones, must be told. */
export function lossesOf(life: Life): Losses {
  const missed: string[] = []
  let owed = 0
  for (const ledger of life.names) {
    const name = ledger.slice('prod/'.length)
    const told = new Set(
      life
        .entries(ledger)
        .flatMap(({ entry }) => entry.events)
        .flatMap(({ kind, uuid }) => (kind === 'checkpoint-missing' && uuid !== undefined ? [uuid] : [])),
    )
    for (const debt of debtsOf(life, ledger)) {
      owed += 1
      if (!told.has(debt.uuid))
        missed.push(`${ledger} run ${debt.since}: ${debt.uuid} of ${name} was lost and nobody was told`)
    }
  }
  return { owed, missed }
}

function debtsOf(life: Life, ledger: string): readonly Debt[] {
  const due = new Map<Uuid, Debt>()
  let pending: readonly Debt[] = []
  let seenMs = Number.NEGATIVE_INFINITY
  for (const tick of life.ticks) {
    const view = viewOf(life, tick, ledger)
    const [first] = view.sights
    const last = view.sights.at(-1)
    if (first === undefined || last === undefined || view.isContested) continue
    const untilMs = last.atMs
    const isExplained = deedsBetween(life, view.name, NAMED, seenMs, untilMs).length > 0
    pending = isExplained
      ? []
      : pending.filter(({ uuid }) => view.sights.every(({ list }) => !has(list, uuid)))
    if (first.isTrue) {
      for (const debt of pending) {
        // What began while something else was confirmed is classified by the next run's first answer.
        const isShown = debt.from !== 'later' || newerThan(life, first.list, debt.uuid) < keptOf(life, view)
        if (isShown) due.set(debt.uuid, debt)
      }
      pending = []
    }
    if (view.sights.every(({ isTrue }) => isTrue) && !isExplained && !looksPulled(life, view)) {
      const isWhole = view.isClear && view.sights.length === 1 + life.settings.confirmAfterMs.length
      for (const { uuid, from } of suspects(life, view, tick, seenMs)) {
        const debt = { uuid, since: view.run, from }
        const isShownTwice = (from === 'first' && isWhole) || (from === 'feed' && view.isClear)
        if (isShownTwice) due.set(uuid, debt)
        else if (!due.has(uuid)) pending = [...pending, debt]
      }
    }
    if (first.isTrue) seenMs = untilMs
  }
  return [...due.values()]
}

/**
 * A new start that shows nothing of what was listed, but what was made before it, once per host: by the contract that is a
 * pulled list, and nobody can tell it from a loss.
 */
function looksPulled({ settings }: Life, { believed, sights, tick, name }: View): boolean {
  const list = tick.shown.find((one) => one.kind === 'list')
  const its = list?.kind === 'list' ? list.pipelines?.find((pipeline) => pipeline.name === name) : undefined
  const [first] = sights
  if (its?.deploymentId === undefined || first === undefined) return false
  const { deploymentId } = its
  if (believed.some(({ uuid }) => has(first.list, uuid))) return false
  const hosts = settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
  const older = first.list.filter(({ uuid }) => uuid < deploymentId).length
  return older > 0 && older <= hosts
}

interface Suspect {
  readonly uuid: Uuid
  /** The first sight that lacks it: of the feed, the run's first answer, or one that was to confirm something else. */
  readonly from: 'feed' | 'late feed' | 'first' | 'later'
}

/** Those that were truly lost, and that the first sight without them shows with too few newer ones. */
function suspects(life: Life, view: View, tick: Tick, seenMs: number): readonly Suspect[] {
  const [first] = view.sights
  if (first === undefined) return []
  const lost = new Set(
    deedsBetween(life, view.name, ['lost'], Number.NEGATIVE_INFINITY, first.atMs + 600_000).flatMap(
      ({ uuids }) => uuids,
    ),
  )
  const sights = [...feedSights(tick, view.name, seenMs, first.atMs), ...view.sights]
  const known = new Map<Uuid, true>(view.believed.map(({ uuid }) => [uuid, true]))
  const suspected = new Map<Uuid, Suspect>()
  for (const sight of sights) {
    for (const uuid of known.keys()) {
      if (has(sight.list, uuid)) suspected.delete(uuid)
      else if (!suspected.has(uuid)) {
        if (!lost.has(uuid) || newerThan(life, sight.list, uuid) >= keptOf(life, view)) known.delete(uuid)
        else suspected.set(uuid, { uuid, from: fromOf(sight, view, first) })
      }
    }
    // What only an answer of this run showed is not yet believed to be listed.
    if (sight.way === 'feed') for (const { uuid } of sight.list) known.set(uuid, true)
  }
  return [...suspected.values()]
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
    if (atMs <= fromMs + FEED_LAGS_MS || atMs >= toMs) return []
    return [{ atMs, way: 'feed', list: list.checkpoints, isTrue: true }]
  })
}

/** By birth and by the time in the UUID: where clocks went back these differ, and nobody owes what only one of them shows. */
function newerThan({ world }: Life, list: Listing, uuid: Uuid): number {
  const birth = world.births.get(uuid) ?? 0
  const byBirth = list.filter((one) => (world.births.get(one.uuid) ?? 0) > birth).length
  const byTime = list.filter((one) => isTimed(one.uuid) && one.uuid > uuid).length
  return Math.max(byBirth, byTime)
}

/** Per host; of hosts that nobody told of, as many as one logical checkpoint had in the run before and in this one (CONTRACT §9). */
function keptOf({ settings, ticks }: Life, { name, run, sights }: View): number {
  const its = settings.pipelines.find((one) => name.startsWith(one.name))
  if (its === undefined || its.hosts === 1) return KEPT
  if (its.hostsAreTold) return KEPT * its.hosts
  const before = ticks[run - 1]
  const seen = [before === undefined ? [] : sightsIn(before, name), sights].map((those) =>
    Math.max(1, ...those.map(({ list }) => largestGroup(list))),
  )
  return KEPT * Math.min(its.hosts, ...seen)
}

function largestGroup(list: Listing): number {
  const groups = Object.values(Object.groupBy(list, ({ steps }) => String(steps)))
  return Math.max(0, ...groups.map((group) => group?.length ?? 0))
}
