import { hostsOf } from '../../domain/comparing/hosts.ts'
import { goneKey } from '../../domain/comparing/suspicion.ts'
import type { State } from '../../domain/state.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import { isBegunAnewSince, listedIn } from './sighting.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * What its source's list lacks of a pipeline that stopped behind the first answer, and has shown before: what that answer lacks as well, two of
 * one start have shown. That the list is of what the answer was of, something tells that both list. Of several hosts one may have been away.
 */
export function lackedByStop(
  { seen, sightings }: Extract<Poll, { kind: 'listed' }>,
  { listed }: State,
  task: Task,
): ReadonlySet<string> {
  const [first] = sightings
  const newest = task.row?.shownNewest ?? null
  if (first === undefined || first.fromList !== null || newest === null) return NONE
  if (hostsOf(task.policy, listed) > 1) return NONE
  const stop = sightings.find((look) => look.fromList !== null && isBegunAnewSince(first, look))
  const left = new Set(stop === undefined ? [] : listedIn(stop)?.map(({ uuid }) => uuid))
  if (!seen[0].some(({ uuid }) => left.has(uuid))) return NONE
  return new Set(listed.flatMap(({ uuid }) => (uuid > newest || left.has(uuid) ? [] : [goneKey(uuid)])))
}
