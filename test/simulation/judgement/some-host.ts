import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/finding.ts'
import type { Life } from '../life.ts'
import type { View } from './view.ts'

// Feldera's promise, per host (FELDERA §2.2).
const KEPT = 2

/**
 * Whether what was lost on one of several hosts may as well have rotated out on another: no fewer hosts list two later ones than the same logical
 * checkpoint is gone from. No answer names a host (FELDERA §3), so nobody can say which of them lost it, nor that any did. What was told as lost has
 * not rotated. By what each host truly lists, which is more than any answer shows.
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
  const isLaterOn = (host: number, one: Uuid): boolean => {
    const made = makings.get(one)
    return made !== undefined && made.host === host && made.begunMs > its.begunMs
  }
  const capable = Array.from({ length: hosts }, (_, host) =>
    list.filter((one) => isLaterOn(host, one.uuid)),
  ).filter((later) => later.length >= KEPT)
  const listed = new Set(list.map((one) => one.uuid))
  const told = lostBy(life, `prod/${name}`, tick.after)
  const seen = new Set([...believed.map((one) => one.uuid), ...ended])
  const others = [...seen].filter(
    (one) => one !== uuid && makings.get(one)?.begunMs === its.begunMs && !listed.has(one) && !told.has(one),
  )
  return capable.length > others.length
}

/** Told as lost by the end of the run. */
function lostBy(life: Life, ledger: string, after: ReadonlyMap<string, number>): ReadonlySet<Uuid> {
  const entries = life.entries(ledger).slice(0, after.get(ledger) ?? 0)
  return new Set(
    entries
      .flatMap(({ entry }) => entry.events)
      .flatMap(({ kind, uuid }) => (kind === 'checkpoint-missing' && uuid !== undefined ? [uuid] : [])),
  )
}
