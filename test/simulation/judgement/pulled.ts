import type { Life, Tick } from '../life.ts'
import { showingsOf } from './showings.ts'
import { has, isForOthers, type View } from './view.ts'

/**
 * A new start that shows nothing of what was listed, but what was made before it, once per host: by the contract that is a
 * pulled list, and nobody can tell it from a loss. Unless the feed goes from the last look to behind that start: it would have told of
 * the cleared storage that a pull begins with. An excuse that says what the rule of the product says, so it proves nothing for it: what it
 * excuses is counted (`unknowable`, `alike`), and the contract (§9) has no other sign of a pull.
 */
export function looksPulled(
  life: Life,
  { believed, sights, tick, name, isContested }: View,
  seenMs: number,
): boolean {
  const [first] = sights
  const deploymentId = first === undefined ? undefined : startNamedAt(life, name, first.atMs)
  if (first === undefined || deploymentId === undefined) return false
  const startMs = Number.parseInt(deploymentId.slice(0, 8) + deploymentId.slice(9, 13), 16)
  // What only looks behind that start have shown is of it; that it is gone is no sign of a pull.
  const since = believed.filter(({ uuid }) => Math.min(...showingsOf(life, name, uuid)) > startMs)
  if (since.some(({ uuid }) => !has(first.list, uuid))) return false
  const before = believed.filter((one) => !since.includes(one))
  // What of it was listed behind that start, as far as anybody had asked by then, the list of now included, was not replaced by it.
  const its = isContested ? begunBehind(tick, first.atMs) : tick
  const ticks = life.ticks.filter(({ run }) => run <= tick.run).map((one) => (one === tick ? its : one))
  const byNow = { ...life, ticks: ticks.map(ownOf(name)) }
  const isLeft = (atMs: number): boolean => atMs > startMs && atMs <= first.atMs
  if (before.some(({ uuid }) => has(first.list, uuid) || showingsOf(byNow, name, uuid).some(isLeft)))
    return false
  const feed = its.shown.find((one) => one.kind === 'feed' && one.name === name)
  const noted =
    feed?.kind === 'feed' ? (feed.lists ?? []).map(({ recordedAt }) => Date.parse(recordedAt)) : []
  if (noted.some((atMs) => atMs <= seenMs) && noted.some((atMs) => atMs >= startMs)) return false
  const hosts = life.settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
  const older = first.list.filter(({ uuid }) => uuid < deploymentId).length
  return older > 0 && older <= hosts
}

/** Of several recorders whoever was answered then: from the list on that it had right before, for all that anybody can say (10051998). */
function begunBehind(tick: Tick, answeredMs: number): Tick {
  const list = tick.shown.findLast(({ kind, atMs }) => kind === 'list' && atMs <= answeredMs)
  return { ...tick, shown: tick.shown.filter(({ atMs }) => list === undefined || atMs >= list.atMs) }
}

/** The run without the lists that were asked for others: what nobody looked at shows nothing. */
function ownOf(name: string): (tick: Tick) => Tick {
  return (tick) => ({
    ...tick,
    shown: tick.shown.filter((one) => one.kind !== 'list' || !isForOthers(tick, name, one)),
  })
}

/** The start that a list named last before that time: what a run whose own list was not had is left with. */
function startNamedAt({ ticks }: Life, name: string, atMs: number): string | undefined {
  const its = ticks
    .flatMap(({ shown }) => shown)
    .flatMap((one) =>
      one.kind === 'list' && one.atMs <= atMs
        ? (one.pipelines?.filter((pipeline) => pipeline.name === name) ?? [])
        : [],
    )
  return its.at(-1)?.deploymentId
}
