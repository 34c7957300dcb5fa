import type { Instant } from '../../domain/instant.ts'
import { type Endings, endingsAt } from './endings.ts'
import { type HistoryPosition, spanOf, stretchAt } from './history-span.ts'
import { type Life, lifeOf, type Status } from './life.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

export interface HistoryFilter {
  readonly status?: Status
  readonly from?: Instant
  readonly to?: Instant
}

// A page may be shorter than asked for, even empty, rather than walk a whole ledger for a filter.
const MAX_ENTRIES_WALKED = 500
// Late recordings are read one by one.
const A_LATE_ONE_COSTS = 10

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
  const span = await spanOf(ports.ledger, name, head, filter)
  const lives: Life[] = []
  let place = position ?? { seq: head.entry.seq, index: Number.POSITIVE_INFINITY }
  let endings: Endings | undefined
  for (let walked = 0; place.seq >= 1; ) {
    if (walked >= MAX_ENTRIES_WALKED) return { lives, next: place }
    const stretch = await stretchAt(ports.ledger, name, span, place.seq)
    if (stretch.isWhole) endings ??= await endingsAt(ports, pipeline, head, place)
    for (const sealed of stretch.entries) {
      const { events, seq } = sealed.entry
      const below = seq === place.seq ? Math.min(place.index, events.length) : events.length
      for (let index = below - 1; index >= 0; index -= 1) {
        const event = events[index]
        if (event?.uuid === undefined) continue
        const found = { sealed, event }
        if (stretch.isWhole) endings?.meet(found)
        if (event.kind !== 'checkpoint-recorded') continue
        if (lives.length === limit) return { lives, next: { seq, index: index + 1 } }
        const ending = stretch.isWhole ? await endings?.of(found) : undefined
        const life = await lifeOf(ports, pipeline, head, found, ending)
        if (isWanted(life, filter)) lives.push(life)
      }
    }
    walked += stretch.isWhole ? stretch.entries.length : stretch.entries.length * A_LATE_ONE_COSTS
    place = { seq: stretch.below, index: Number.POSITIVE_INFINITY }
  }
  return { lives, next: null }
}

function isWanted({ status, createdAt }: Life, filter: HistoryFilter): boolean {
  return (
    (filter.status === undefined || filter.status === status) &&
    (filter.from === undefined || createdAt >= filter.from) &&
    (filter.to === undefined || createdAt < filter.to)
  )
}
