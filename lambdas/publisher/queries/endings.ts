import type { Uuid } from '../../domain/checkpoint.ts'
import { isEnding } from '../../domain/event.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { endingOf } from '../../ledger/lives.ts'
import { eventsWith, type Found } from '../../ledger/search.ts'
import type { HistoryPosition } from './history-span.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

/** The last endings of checkpoints, for who walks a ledger backward without passing over an entry. */
export interface Endings {
  /** To be told of every event that is walked over. */
  readonly meet: (found: Found) => void
  /** The last ending of a checkpoint whose recording has been met, if it has ended. */
  readonly of: (recording: Found) => Promise<Found | undefined>
}

/** Of a walk that begins at `place`. */
export async function endingsAt(
  { ledger }: QueryPorts,
  pipeline: Pipeline,
  head: Sealed,
  place: HistoryPosition,
): Promise<Endings> {
  const { ledger: name } = pipeline
  const ended = await endedAbove({ ledger }, pipeline, head, place)
  // What was still listed here and is not now ended later than any ending that the walk can meet.
  const [first] = await ledger.readBackward(name, place.seq, 1)
  const endsAbove = new Set(first?.state.listed.map(({ uuid }) => uuid))
  return {
    meet: (found) => {
      const { uuid, kind } = found.event
      if (uuid === undefined || !isEnding(kind)) return
      // Walking back, the first ending met is the last one there was.
      if (!ended.has(uuid) && !endsAbove.has(uuid)) ended.set(uuid, found)
    },
    of: async (recording) => {
      const { uuid } = recording.event
      if (uuid === undefined) return undefined
      if (!ended.has(uuid)) await noteEnding({ ledger }, head, recording, ended)
      return ended.get(uuid)
    },
  }
}

/**
 * The last endings, at or above where the page begins, of those that appeared again there: all others that ended above
 * were listed just below it, and `endingOf` finds them one by one.
 */
async function endedAbove(
  { ledger }: Pick<QueryPorts, 'ledger'>,
  { ledger: name }: Pipeline,
  head: Sealed,
  start: HistoryPosition,
): Promise<Map<Uuid, Found>> {
  const ended = new Map<Uuid, Found>()
  if (start.seq >= head.entry.seq && !Number.isFinite(start.index)) return ended
  const kinds = ['checkpoint-reappeared'] as const
  const again = await eventsWith(
    ledger,
    name,
    { kinds, fromSeq: head.entry.seq, downTo: start.seq },
    () => true,
  )
  for (const found of again) {
    const { uuid } = found.event
    if (uuid === undefined || ended.has(uuid)) continue
    const ending = await endingOf(ledger, name, head, found)
    if (ending !== undefined) ended.set(uuid, ending)
  }
  // Endings in the page's own first entry, above its index, are met by nobody else.
  const [first] = await ledger.readBackward(name, start.seq, 1)
  for (const event of first?.entry.events.slice(start.index).toReversed() ?? []) {
    if (first !== undefined && event.uuid !== undefined && isEnding(event.kind) && !ended.has(event.uuid)) {
      ended.set(event.uuid, { sealed: first, event })
    }
  }
  return ended
}

/**
 * Looks for an ending above the page, and notes with it whatever else ended in the same entry: what came back since is
 * noted already, so it is everyone's last one. Thousands that were lost together are looked for once.
 */
async function noteEnding(
  { ledger }: Pick<QueryPorts, 'ledger'>,
  head: Sealed,
  recording: Found,
  ended: Map<Uuid, Found>,
) {
  const found = await endingOf(ledger, head.entry.ledger, head, recording)
  for (const event of found?.sealed.entry.events.toReversed() ?? []) {
    if (found !== undefined && event.uuid !== undefined && isEnding(event.kind) && !ended.has(event.uuid)) {
      ended.set(event.uuid, { sealed: found.sealed, event })
    }
  }
}
