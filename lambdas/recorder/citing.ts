import type { Citation } from '../archive/evidence.ts'
import type { CheckpointMetadata } from '../domain/checkpoint.ts'
import type { LedgerEvent } from '../domain/event.ts'
import type { Poll } from './poll.ts'

/** The answer that an event is read from: the last complete one that shows its checkpoint, else the last complete one. */
export function citationOf(
  event: LedgerEvent,
  seen: Extract<Poll, { kind: 'listed' }>,
  citations: readonly Citation[],
): Citation | undefined {
  const shows = (list: readonly CheckpointMetadata[]) => list.some(({ uuid }) => uuid === event.uuid)
  const index = seen.seen.findLastIndex(shows)
  const asked = seen.seenIn[index === -1 ? seen.seenIn.length - 1 : index] ?? 0
  // Retries are answers too: the one that counts is the last of its question.
  const upTo = seen.asked.slice(0, asked + 1).reduce((sum, { answers }) => sum + answers.length, 0)
  return citations[upTo - 1]
}

/** The event with where its evidence stands. */
export function citing(event: LedgerEvent, citation: Citation | undefined): LedgerEvent {
  if (citation === undefined) return event
  const { object, line, sha256 } = citation
  return { ...event, data: { ...event.data, evidence: { object, line, sha256 } } }
}
