import { isTimed } from '../../domain/checkpoint.ts'
import { goneKey } from '../../domain/comparing/suspicion.ts'
import type { State } from '../../domain/state.ts'
import type { Poll } from './poll.ts'
import { listedIn, type Sighting } from './sighting.ts'

/**
 * What the list behind a stop of this same pipeline lacks of what was believed, though it has something newer that the first answer showed: it is no
 * older than that. It confirms nothing by itself, but no later cause explains what both lack.
 */
export function lackedBehindStop(
  { seen: [first], seenIn, sightings }: Extract<Poll, { kind: 'listed' }>,
  { listed }: State,
): ReadonlySet<string> {
  const shown = new Set(first.map(({ uuid }) => uuid))
  const left = sightings.flatMap((look, i) =>
    look.fromList === null || seenIn.includes(i) || !isOfOnePipeline(sightings[0], look)
      ? []
      : [listedIn(look) ?? []],
  )
  const lacked = left.flatMap((list) => {
    const has = new Set(list.map(({ uuid }) => uuid))
    const common = list.filter(({ uuid }) => shown.has(uuid) && isTimed(uuid))
    return listed.filter(({ uuid }) => !has.has(uuid) && common.some((one) => one.uuid > uuid))
  })
  return new Set(lacked.map(({ uuid }) => goneKey(uuid)))
}

function isOfOnePipeline(first: Sighting | undefined, later: Sighting): boolean {
  if (first?.standing.kind !== 'present' || later.standing.kind !== 'present') return false
  return first.standing.pipeline.id === later.standing.pipeline.id
}
