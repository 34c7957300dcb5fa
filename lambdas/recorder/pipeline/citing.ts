import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { Citation } from '../../domain/citation.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import type { Poll } from './poll.ts'
import { listedIn } from './sighting.ts'

/** Where the answers of a poll are kept. */
export interface Cited {
  /** Per look the answer that it was read from: the pipeline's own, else its source's list. */
  readonly sightings: readonly (Citation | undefined)[]
  readonly feed: Citation | undefined
  /** Names of all objects, oldest first. */
  readonly objects: readonly string[]
}

/** The answer that an event is read from: the feed's, or the last complete one that shows its checkpoint, else the last. */
export function citationOf(event: LedgerEvent, seen: Poll, cited: Cited): Citation | undefined {
  if (event.data['via'] === 'events') return cited.feed
  if (seen.kind !== 'listed') {
    const index = seen.sightings.findLastIndex((look) =>
      listedIn(look)?.some(({ uuid }) => uuid === event.uuid),
    )
    return cited.sightings.at(index)
  }
  const isOfClearing = event.kind === 'storage-cleared' || event.data['cause'] === 'storage-cleared'
  if (isOfClearing && seen.clearedIn !== -1) return cited.sightings[seen.clearedIn]
  const shows = (list: readonly CheckpointMetadata[]) => list.some(({ uuid }) => uuid === event.uuid)
  const index = seen.seen.findLastIndex(shows)
  return cited.sightings[seen.seenIn[index === -1 ? seen.seenIn.length - 1 : index] ?? 0]
}
