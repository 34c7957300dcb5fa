import { EVENT_KINDS, type EventKind } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import { entriesWith, type Found, firstSeqWhere } from '../../ledger/search.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

/** Where a page of events begins: below entry `seq` and, in it, below the event `index`. */
export interface EventPosition {
  readonly seq: number
  readonly index: number
}

export interface EventFilter {
  readonly kind?: EventKind
  readonly from?: Instant
  readonly to?: Instant
}

/** Newest first, at most `limit`; `next` is null where there are no more. A filter by kind hops from one to the next. */
export async function eventsOf(
  { ledger }: Pick<QueryPorts, 'ledger'>,
  { ledger: name, head }: Pipeline,
  { kind, from, to }: EventFilter,
  { position, limit }: { readonly position: EventPosition | undefined; readonly limit: number },
): Promise<{ readonly found: readonly Found[]; readonly next: EventPosition | null }> {
  if (head === undefined) return { found: [], next: null }
  const kinds = kind === undefined ? EVENT_KINDS : [kind]
  const begin = position ?? { seq: await newestBefore(to), index: Number.POSITIVE_INFINITY }
  // A place above the head is no entry's: begin at the head.
  const start = begin.seq <= head.entry.seq ? begin : { seq: head.entry.seq, index: Number.POSITIVE_INFINITY }
  const found: Found[] = []
  for await (const sealed of entriesWith(ledger, name, kinds, start.seq)) {
    const { at, events, seq } = sealed.entry
    if (from !== undefined && at < from) break
    const below = seq === start.seq ? start.index : Number.POSITIVE_INFINITY
    for (const [index, event] of [...events.entries()].toReversed()) {
      if (index >= below || (kind !== undefined && event.kind !== kind)) continue
      if (found.length === limit) return { found, next: { seq, index: index + 1 } }
      found.push({ sealed, event })
    }
  }
  return { found, next: null }

  async function newestBefore(until: Instant | undefined): Promise<number> {
    const newest = head?.entry.seq ?? 0
    if (until === undefined) return newest
    return (await firstSeqWhere(ledger, name, { from: 1, to: newest }, ({ entry }) => entry.at >= until)) - 1
  }
}

/** An event as the API shows it: with the entry that proves it. */
export function eventItem({ sealed: { entry }, event }: Found) {
  return {
    seq: String(entry.seq),
    at: entry.at,
    kind: event.kind,
    severity: event.severity,
    ...(event.uuid === undefined ? {} : { uuid: event.uuid }),
    data: event.data,
    hash: entry.hash,
    prev: entry.prev,
    run_id: entry.run,
    evidence: entry.evidence,
  }
}
