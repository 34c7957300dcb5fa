import { bornMs } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { Life } from '../life.ts'
import { listsOf } from './showings.ts'
import type { Sight, View } from './view.ts'

// What hosts make for one logical checkpoint they begin together; the shortest interval of one host is a second (FELDERA §2.3).
const TOGETHER_MS = 5_000
const SHORTEST_MS = 1_000

/**
 * Whether there may be one host: nobody was told of more, and nothing that was shown by then proves them. One that is stopped right
 * behind a checkpoint makes two with the same steps at once, but neither three, nor two such pairs in one list (14106, 14908, 16160).
 */
export function mayBeOfOneHost(life: Life, { name }: View, { atMs }: Sight): boolean {
  const its = life.settings.pipelines.find((one) => name.startsWith(one.name))
  if (its === undefined || its.hosts === 1 || its.hostsAreTold) return false
  return listsOf(life, name).every((shown) => shown.atMs > atMs || !isOfSeveral(shown.list))
}

function isOfSeveral(list: Listing): boolean {
  const groups = [...Map.groupBy(list, ({ steps }) => steps).values()].flatMap(begunTogether)
  const isAtOnce = (group: readonly number[]): boolean =>
    group.length >= 3 && (group.at(-1) ?? 0) - (group[0] ?? 0) < SHORTEST_MS
  return groups.some(isAtOnce) || groups.filter((group) => group.length >= 2).length >= 2
}

/** When they were begun, those that were begun together in one. */
function begunTogether(list: Listing): readonly (readonly number[])[] {
  const groups: number[][] = []
  for (const ms of list.flatMap(({ uuid }) => bornMs(uuid) ?? []).toSorted((a, b) => a - b)) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && ms - last[0] <= TOGETHER_MS) last.push(ms)
    else groups.push([ms])
  }
  return groups
}
