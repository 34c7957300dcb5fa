import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { Life } from '../life.ts'
import { deedsBetween, type View } from './view.ts'

// Feldera's promise, per host (FELDERA §2.2).
const KEPT = 2

/**
 * Whether what was lost on one of several hosts may as well have rotated out: as many hosts can have had two later ones as the same logical
 * checkpoint is gone from. No answer names a host (FELDERA §3), so nobody can say which of them lost it, nor that any did: whatever way the
 * later ones are dealt out among the hosts, the answers stay the same. What was told as lost has not rotated, but may have
 * rotated something out before.
 */
export function mayHaveRotated(
  life: Life,
  { name, believed, ended, tick }: View,
  list: Listing,
  uuid: Uuid,
): boolean {
  const { makings } = life.world
  const hosts = life.settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
  const its = makings.get(uuid)
  if (hosts === 1 || its === undefined) return false
  const listed = new Set(list.map((one) => one.uuid))
  const told = lostBy(life, name, tick.shown.at(-1)?.atMs ?? 0)
  const seen = new Set([...believed.map((one) => one.uuid), ...ended])
  const begunOf = (one: Uuid): number => makings.get(one)?.begunMs ?? Number.NEGATIVE_INFINITY
  const later = [...new Set([...listed, ...told])].filter((one) => begunOf(one) > its.begunMs)
  const sizes = [...Map.groupBy(later, begunOf).values()].map((group) => group.length)
  const others = [...seen].filter(
    (one) => one !== uuid && begunOf(one) === its.begunMs && !listed.has(one) && !told.has(one),
  )
  return canHoldTwoEach(sizes, others.length + 1)
}

/** Whether so many hosts can each have two of these logical checkpoints, one of a kind. */
function canHoldTwoEach(sizes: readonly number[], hosts: number): boolean {
  return sizes.reduce((sum, size) => sum + Math.min(size, hosts), 0) >= KEPT * hosts
}

/** Lost by then, and told as lost then or later. */
function lostBy(life: Life, name: string, atMs: number): ReadonlySet<Uuid> {
  const told = new Set(
    life
      .entries(`prod/${name}`)
      .flatMap(({ entry }) => entry.events)
      .flatMap(({ kind, uuid }) => (kind === 'checkpoint-missing' && uuid !== undefined ? [uuid] : [])),
  )
  const lost = deedsBetween(life, name, ['lost'], Number.NEGATIVE_INFINITY, atMs)
  return new Set(lost.flatMap(({ uuids }) => uuids).filter((uuid) => told.has(uuid)))
}
