import { type Cause, creationIn, recreationIn } from '../../domain/comparing/causes.ts'
import type { Listing } from '../../domain/comparing/finding.ts'
import type { State } from '../../domain/state.ts'
import type { Task } from './record-pipeline.ts'
import type { Sighting } from './sighting.ts'

/** Whether the source's list says that this is another pipeline of the name than the one that was seen. */
export function anotherIn(
  believed: State,
  { row }: Task,
  { standing, list }: Pick<Sighting, 'standing' | 'list'>,
  seen: Listing = [],
): Cause | null {
  const epoch = believed.epoch ?? row?.epoch ?? null
  if (epoch !== null) return recreationIn(epoch, standing)
  const { clockAheadMs } = list
  return creationIn(believed, standing, { seen, observedAt: row?.observedAt ?? null, clockAheadMs })
}
