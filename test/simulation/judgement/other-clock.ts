import { isTimed, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life } from '../life.ts'
import { showingsOf } from './showings.ts'
import { has, type Sight, type View } from './view.ts'

/**
 * Of one host: what was lost has rotated for all that was answered: what is listed and older by its UUID was never shown before, and counts more steps. On
 * a machine whose clock is behind it was made later; in an older catalog it was made before.
 */
export function mayBeOfAnotherClock(
  life: Life,
  { name, believed }: View,
  { list, atMs }: Sight,
  uuid: Uuid,
  kept: number,
): boolean {
  const gone = believed.find((one) => one.uuid === uuid)
  if (gone?.steps == null || !isTimed(uuid)) return false
  const steps = BigInt(gone.steps)
  const shownMs = Math.max(...showingsOf(life, name, uuid).filter((its) => its < atMs))
  // One host lists the oldest first: what stands before a known one was made before that.
  const known = list.findLastIndex((one) => has(believed, one.uuid))
  const isFirstShownNow = (one: Uuid): boolean => Math.min(...showingsOf(life, name, one)) > shownMs
  const newer = list.filter(
    (one) =>
      one.uuid > uuid ||
      (one.steps !== null &&
        BigInt(one.steps) > steps &&
        isFirstShownNow(one.uuid) &&
        list.indexOf(one) > known),
  )
  return newer.length >= kept
}
