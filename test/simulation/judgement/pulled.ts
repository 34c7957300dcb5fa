import type { Life } from '../life.ts'
import { showingsOf } from './showings.ts'
import { has, type View } from './view.ts'

/**
 * A new start that shows nothing of what was listed, but what was made before it, once per host: by the contract that is a
 * pulled list, and nobody can tell it from a loss. Unless the feed goes from the last look to behind that start: it would have told of
 * the cleared storage that a pull begins with. An excuse that says what the rule of the product says, so it proves nothing for it: what it
 * excuses is counted (`unknowable`, `alike`), and the contract (§9) has no other sign of a pull.
 */
export function looksPulled(life: Life, { believed, sights, tick, name }: View, seenMs: number): boolean {
  const list = tick.shown.find((one) => one.kind === 'list' && one.pipelines !== undefined)
  const its = list?.kind === 'list' ? list.pipelines?.find((pipeline) => pipeline.name === name) : undefined
  const [first] = sights
  if (its?.deploymentId === undefined || first === undefined) return false
  const { deploymentId } = its
  const startMs = Number.parseInt(deploymentId.slice(0, 8) + deploymentId.slice(9, 13), 16)
  // What only looks behind that start have shown is of it; that it is gone is no sign of a pull.
  const since = believed.filter(({ uuid }) => Math.min(...showingsOf(life, name, uuid)) > startMs)
  if (since.some(({ uuid }) => !has(first.list, uuid))) return false
  if (believed.some((one) => !since.includes(one) && has(first.list, one.uuid))) return false
  const feed = tick.shown.find((one) => one.kind === 'feed' && one.name === name)
  const noted =
    feed?.kind === 'feed' ? (feed.lists ?? []).map(({ recordedAt }) => Date.parse(recordedAt)) : []
  if (noted.some((atMs) => atMs <= seenMs) && noted.some((atMs) => atMs >= startMs)) return false
  const hosts = life.settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
  const older = first.list.filter(({ uuid }) => uuid < deploymentId).length
  return older > 0 && older <= hosts
}
