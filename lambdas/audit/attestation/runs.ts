import type { Entry } from '../../domain/entry.ts'
import type { EventData, LedgerEvent } from '../../domain/event.ts'
import { instantIn, isMembers } from '../../domain/event-data.ts'
import type { Instant } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import { covers, type Share } from '../../domain/share.ts'

/** What the entry of a run says of itself. */
export interface Run {
  readonly entry: Entry
  readonly event: LedgerEvent
  readonly startedAt: Instant
}

/** The run that the entry is of; undefined where it is of none. */
export function runIn(entry: Entry): Run | undefined {
  const event = entry.events.find(({ kind }) => kind === 'run-completed')
  if (!entry.ledger.startsWith('recorder/') || event === undefined) return undefined
  return { entry, event, startedAt: instantIn(event, 'started_at') }
}

/** Whether the run saw the pipeline; `unsaid` where its list of those that it did not see is cut off. */
export function sawOf({ event }: Run, pipeline: string): 'seen' | 'not-seen' | 'unsaid' {
  if (!isItsPart(event, pipeline)) return 'not-seen'
  const names = namesIn(event.data['not_seen'])
  if (names.includes(pipeline)) return 'not-seen'
  return names.includes(undefined) ? 'unsaid' : 'seen'
}

/** Where ticks are handed out to shards, a run asks its own part only: another's list that it kept says nothing it took for true. */
function isItsPart({ data }: LedgerEvent, pipeline: string): boolean {
  const { shares } = data
  if (!isList(shares)) return true
  return covers(shares.flatMap(shareIn), ...splitLedger(pipeline))
}

function shareIn(item: EventData): readonly Share[] {
  if (!isMembers(item)) return []
  const { source, part, parts } = item
  return typeof source === 'string' ? [{ source, part: Number(part), parts: Number(parts) }] : []
}

/** Whether its answers contradicted what is recorded of the pipeline, and were not confirmed. */
export function isSuspectedIn({ event }: Run, pipeline: string): boolean {
  return namesIn(event.data['suspected']).includes(pipeline)
}

/** The names in a list of a run; undefined stands for those that it was too long for. */
function namesIn(list: EventData | undefined): readonly (string | undefined)[] {
  if (!isList(list)) return []
  return list.map((item) => {
    const name = isMembers(item) ? item['pipeline'] : undefined
    return typeof name === 'string' ? name : undefined
  })
}

function isList(data: EventData | undefined): data is readonly EventData[] {
  return Array.isArray(data)
}
