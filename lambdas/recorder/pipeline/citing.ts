import type { Citation } from '../../archive/evidence.ts'
import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { isMembers } from '../../domain/event-data.ts'
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

/** The event with where its evidence stands. */
export function citing(event: LedgerEvent, citation: Citation | undefined): LedgerEvent {
  if (citation === undefined) return event
  const { object, line, sha256 } = citation
  return { ...event, data: { ...event.data, evidence: { object, line, sha256 } } }
}

/** The object that the event cites by itself: it was read from no answer of this run, or from one that the run did not go by. */
export function citedIn({ data }: LedgerEvent): string | undefined {
  const { evidence } = data
  const object = isMembers(evidence) ? evidence['object'] : undefined
  return typeof object === 'string' ? object : undefined
}
