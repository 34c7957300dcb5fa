import type { Uuid } from '../../domain/checkpoint.ts'
import { isEnding } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../ledger/ledger.ts'
import { endingOf } from '../../ledger/lives.ts'
import { eventsWith, type Found } from '../../ledger/search.ts'
import { type Life, lifeOf, type Status } from './life.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

export interface HistoryFilter {
  readonly status?: Status
  readonly from?: Instant
  readonly to?: Instant
}

/** Where a page begins: below entry `seq` and, in it, below the event `index`. */
export interface HistoryPosition {
  readonly seq: number
  readonly index: number
}

// A page may be shorter than asked for, even empty, rather than walk a whole ledger for a filter.
const MAX_ENTRIES_WALKED = 500
const ENTRIES_A_READ = 50

interface Walk {
  readonly limit: number
  readonly position: HistoryPosition | undefined
}

/** Checkpoints in the order of recording, newest first. `next` is null at the end of the ledger. */
export async function historyOf(
  ports: QueryPorts,
  pipeline: Pipeline,
  filter: HistoryFilter,
  { limit, position }: Walk,
): Promise<{ readonly lives: readonly Life[]; readonly next: HistoryPosition | null }> {
  const { head, ledger: name } = pipeline
  if (head === undefined) return { lives: [], next: null }
  const start = position ?? { seq: head.entry.seq, index: Number.POSITIVE_INFINITY }
  const ended = await endedAbove(ports, pipeline, head, start)
  const lives: Life[] = []
  // What was still listed here and is not now ended later than any ending that the walk can meet.
  const [first] = await ports.ledger.readBackward(name, start.seq, 1)
  const endsAbove = new Set(first?.state.listed.map(({ uuid }) => uuid))
  let walked = 0
  let below = start
  while (below.seq >= 1) {
    const entries = await ports.ledger.readBackward(name, below.seq, ENTRIES_A_READ)
    for (const sealed of entries) {
      const { events, seq } = sealed.entry
      for (
        let index = Math.min(events.length, seq === below.seq ? below.index : events.length) - 1;
        index >= 0;
        index -= 1
      ) {
        const event = events[index]
        if (event?.uuid === undefined) continue
        // Walking back, the first ending met is the last one there was.
        if (isEnding(event.kind) && !ended.has(event.uuid) && !endsAbove.has(event.uuid))
          ended.set(event.uuid, { sealed, event })
        if (event.kind !== 'checkpoint-recorded') continue
        if (lives.length === limit) return { lives, next: { seq, index: index + 1 } }
        const recording = { sealed, event }
        if (!ended.has(event.uuid)) await noteEnding(ports, head, recording, ended)
        const life = await lifeOf(ports, pipeline, head, recording, ended.get(event.uuid))
        if (isWanted(life, filter)) lives.push(life)
      }
    }
    walked += entries.length
    const last = entries.at(-1)
    below = { seq: (last?.entry.seq ?? 1) - 1, index: Number.POSITIVE_INFINITY }
    if (walked >= MAX_ENTRIES_WALKED && below.seq >= 1) return { lives, next: below }
  }
  return { lives, next: null }
}

/**
 * The last endings, at or above where the page begins, of those that appeared again there: all others that ended above
 * were listed just below it, and `endingOf` finds them one by one.
 */
async function endedAbove(
  { ledger }: QueryPorts,
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
async function noteEnding({ ledger }: QueryPorts, head: Sealed, recording: Found, ended: Map<Uuid, Found>) {
  const found = await endingOf(ledger, head.entry.ledger, head, recording)
  for (const event of found?.sealed.entry.events.toReversed() ?? []) {
    if (found !== undefined && event.uuid !== undefined && isEnding(event.kind) && !ended.has(event.uuid)) {
      ended.set(event.uuid, { sealed: found.sealed, event })
    }
  }
}

function isWanted({ status, createdAt }: Life, filter: HistoryFilter): boolean {
  return (
    (filter.status === undefined || filter.status === status) &&
    (filter.from === undefined || createdAt >= filter.from) &&
    (filter.to === undefined || createdAt < filter.to)
  )
}
