import type { LedgerEvent } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Poll } from './poll.ts'

type Listed = Extract<Poll, { kind: 'listed' }>

/**
 * What is new was first seen when the first answer that lists it was there, and not when the last one was, with which it is recorded: what the
 * feed notes in between without it is a list that lacks it, and no list of before it, and what it notes in between that is newer was made behind it.
 */
export function asFirstShown(events: readonly LedgerEvent[], poll: Listed): readonly LedgerEvent[] {
  if (poll.sightings.length < 2 && !isNotedBehind(poll)) return events
  return events.map((event) =>
    event.kind === 'checkpoint-recorded'
      ? { ...event, data: { ...event.data, first_seen_at: firstShownAt(event, poll) } }
      : event,
  )
}

/** Whether the feed, which was heard behind the first look, has noted anything since. */
function isNotedBehind({ feed, circumstances: { seenAt } }: Listed): boolean {
  return feed?.feed.kind === 'had' && feed.feed.lists.some(({ recordedAt }) => recordedAt > seenAt)
}

function firstShownAt(
  { kind, uuid }: LedgerEvent,
  { seen, seenIn, sightings, circumstances }: Listed,
): Instant {
  const place = seen.findIndex((list) => list.some((one) => one.uuid === uuid))
  if (place === 0) return circumstances.seenAt
  const look = sightings[seenIn[place] ?? -1]
  const at = look?.asked.answers.at(-1)?.receivedAt ?? look?.askedAt ?? null
  if (at === null) throw new Error(`${kind} ${String(uuid)}: no answer shows it`)
  return at
}
