import { type Cause, creationIn, recreationIn } from '../../domain/comparing/causes.ts'
import type { Listing } from '../../domain/comparing/finding.ts'
import type { State } from '../../domain/state.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import type { Sighting } from './sighting.ts'

// Told to the next run: a complete list lacked the pipeline. What has its name since may be another one.
const UNLISTED = 'unlisted'

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

/** Told to the next run where a complete list lacks what nobody has said to be gone. */
export function unlistedIn({ listed, removed }: State, { sightings }: Poll): readonly string[] {
  const isUnlisted = sightings.some(({ standing }) => standing.kind === 'absent')
  return isUnlisted && !removed && listed.length > 0 ? [UNLISTED] : []
}

/** Whether a complete list has lacked it since it was seen, and neither a list nor an answer says since that it is the same. */
export function mayBeAnother(
  { listed }: State,
  { row }: Task,
  { seen, sightings }: Extract<Poll, { kind: 'listed' }>,
): boolean {
  if (sightings[0]?.standing.kind !== 'unknown' || row?.open.includes(UNLISTED) !== true) return false
  const shown = new Set(seen.flatMap((list) => list.map(({ uuid }) => uuid)))
  return listed.every(({ uuid }) => !shown.has(uuid))
}
