import { type Drill, drillRecorded } from '../../domain/drill.ts'
import { optionalTextIn, textIn } from '../../domain/event-data.ts'
import { DEFAULT_POLICY } from '../../domain/policy.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { eventsWith, type Found, firstSeqWhere } from '../../ledger/search.ts'
import { type EventPosition, eventsOf } from './events.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

export type DrillItem = ReturnType<typeof drillItem>

const KIND = 'drill-recorded'

/** The restore drills of a pipeline, newest first, at most `limit`. */
export async function drillsOf(
  ports: QueryPorts,
  pipeline: Pipeline,
  walk: { readonly position: EventPosition | undefined; readonly limit: number },
) {
  const { found, next } = await eventsOf(ports, pipeline, { kind: KIND }, walk)
  return { items: found.map(drillItem), next }
}

/** The drill of that id. */
export async function drillOf(
  { ledger }: QueryPorts,
  { entry }: Sealed,
  id: string,
): Promise<DrillItem | undefined> {
  const range = { kinds: [KIND] as const, fromSeq: entry.seq, downTo: 1 }
  const [found] = await eventsWith(ledger, entry.ledger, range, (event) => event.data['drill'] === id)
  return found === undefined ? undefined : drillItem(found)
}

/** The id under which these words of this actor are recorded already; they were recorded after the drill. */
export async function drillSaid(
  { ledger }: QueryPorts,
  { entry: { ledger: name, seq: to } }: Sealed,
  drill: Drill,
): Promise<string | undefined> {
  const { performedAt } = drill
  const downTo = await firstSeqWhere(ledger, name, { from: 1, to }, ({ entry }) => entry.at >= performedAt)
  const range = { kinds: [KIND] as const, fromSeq: to, downTo }
  const { data: words } = drillRecorded(drill, DEFAULT_POLICY)
  const keys = Object.keys(words).filter((key) => key !== 'drill')
  const [found] = await eventsWith(
    ledger,
    name,
    range,
    ({ uuid, data }) => uuid === drill.uuid && keys.every((key) => data[key] === words[key]),
  )
  return found === undefined ? undefined : textIn(found.event, 'drill')
}

function drillItem({ sealed: { entry }, event }: Found) {
  return {
    id: textIn(event, 'drill'),
    uuid: event.uuid ?? null,
    outcome: textIn(event, 'outcome'),
    performed_at: textIn(event, 'performed_at'),
    minutes: optionalTextIn(event, 'minutes'),
    note: optionalTextIn(event, 'note'),
    actor: textIn(event, 'actor'),
    at: entry.at,
    seq: String(entry.seq),
    hash: entry.hash,
  }
}
