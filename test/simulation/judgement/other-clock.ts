import { isTimed, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Life } from '../life.ts'
import { showingsOf } from './showings.ts'
import { has, type Sight, type View } from './view.ts'

/**
 * Of one host: what was lost has rotated for all that was answered: what is listed and older by its UUID was never shown before, and counts more steps. On
 * a machine whose clock is behind it was made later; in an older catalog it was made before. Unless a list names one and the same
 * start on both sides: a pipeline changes its machine only when it is started.
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
  const [before, now] = [startNamed(life, name, shownMs), startNamed(life, name, atMs)]
  if (before !== undefined && before === now) return false
  const isFirstShownNow = (one: Uuid): boolean => Math.min(...showingsOf(life, name, one)) > shownMs
  const newer = list.filter(
    (one) =>
      one.uuid > uuid ||
      (one.steps !== null &&
        BigInt(one.steps) > steps &&
        isFirstShownNow(one.uuid) &&
        !has(believed, one.uuid)),
  )
  return newer.length >= kept
}

/** The start that its source's list last named by then. */
function startNamed({ ticks }: Life, name: string, atMs: number): Uuid | undefined {
  const named = ticks
    .flatMap(({ shown }) => shown)
    .flatMap((one) =>
      one.kind === 'list' && one.atMs <= atMs
        ? (one.pipelines?.filter((its) => its.name === name && its.deploymentId !== undefined) ?? [])
        : [],
    )
  return named.at(-1)?.deploymentId
}
