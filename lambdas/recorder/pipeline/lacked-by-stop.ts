import { isTimed } from '../../domain/checkpoint.ts'
import { hostsOf } from '../../domain/comparing/hosts.ts'
import { goneKey } from '../../domain/comparing/suspicion.ts'
import type { State } from '../../domain/state.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import { isOfOnePipeline, listedIn } from './sighting.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * What the list lacks that a stop behind the first answer has left: with that answer two have shown it of one storage, which is what something that
 * both list says, and no later cause explains it. But for what an old list need not have had: it has to have shown it before, or something of
 * that answer which is newer. Of several hosts one may have been away.
 */
export function lackedByStop(
  { seen: [answer], seenIn, sightings }: Extract<Poll, { kind: 'listed' }>,
  { listed }: State,
  task: Task,
): ReadonlySet<string> {
  const [first] = sightings
  if (first === undefined || first.fromList !== null || hostsOf(task.policy, listed) > 1) return NONE
  const stop = sightings.find(
    (look, i) => look.fromList !== null && !seenIn.includes(i) && isOfOnePipeline(first, look),
  )
  const left = new Set(stop === undefined ? [] : listedIn(stop)?.map(({ uuid }) => uuid))
  const common = answer.flatMap(({ uuid }) => (left.has(uuid) ? [uuid] : []))
  if (common.length === 0) return NONE
  const newest = [task.row?.shownNewest ?? '', ...common.filter(isTimed)].toSorted().at(-1) ?? ''
  return new Set(listed.flatMap(({ uuid }) => (uuid > newest || left.has(uuid) ? [] : [goneKey(uuid)])))
}
