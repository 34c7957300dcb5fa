import { alertId } from './alert.ts'
import type { Uuid } from './checkpoint.ts'
import type { Entry } from './entry.ts'
import type { EventData, EventKind, LedgerEvent, Severity } from './event.ts'
import { kindIn, optionalTextIn, severityIn, textIn } from './event-data.ts'
import type { Instant } from './instant.ts'
import { splitLedger } from './ledger-name.ts'
import { comparedIn, summaryOf, titleOf } from './words.ts'

export type AnnouncementState = 'firing' | 'reminder' | 'resolved' | 'notice'

/** What people are told of one alert or notice, before it is addressed to anybody. */
export interface Announcement {
  /** The same for every repeat of this message: alert and state. */
  readonly id: string
  readonly alertId: string
  readonly state: AnnouncementState
  readonly kind: EventKind
  readonly severity: Severity
  readonly source: string
  readonly pipeline: string
  readonly pipelineId: string | null
  readonly uuid: Uuid | null
  readonly title: string
  readonly summary: string
  readonly observedAt: Instant
  readonly expected: { readonly [key: string]: EventData }
  readonly observed: { readonly [key: string]: EventData }
  readonly entry: { readonly seq: string; readonly hash: string }
  readonly run: string | null
}

/** Everything that an entry gives reason to tell, in its order. Pure: told again, it is the same. */
export function announcementsOf(entry: Entry): readonly Announcement[] {
  return entry.events.flatMap((event, i) => announcementOf(entry, event, i))
}

function announcementOf(entry: Entry, event: LedgerEvent, i: number): readonly Announcement[] {
  // `withAlert` puts alerts right behind their cause.
  const previous = entry.events.slice(0, i).findLast(({ kind }) => !kind.startsWith('alert-'))
  const next = entry.events[i + 1]
  if (event.kind === 'alert-raised') return [told(entry, 'firing', event, causeOf(event, previous))]
  if (event.kind === 'alert-resolved') return [told(entry, 'resolved', event, causeOf(event, previous))]
  if (event.severity !== 'info' || next?.kind === 'alert-resolved') return []
  return [told(entry, 'notice', event, event)]
}

/** Human actions raise and resolve without an event that is their cause. */
function causeOf(event: LedgerEvent, previous: LedgerEvent | undefined): LedgerEvent {
  const cause = optionalTextIn(event, event.kind === 'alert-raised' ? 'kind' : 'by')
  return previous !== undefined && previous.kind === cause && previous.uuid === event.uuid ? previous : event
}

function told(entry: Entry, state: AnnouncementState, event: LedgerEvent, cause: LedgerEvent): Announcement {
  const [source, pipeline] = splitLedger(entry.ledger)
  const uuid = event.uuid ?? null
  const isNotice = state === 'notice'
  const kind = isNotice ? event.kind : kindIn(event)
  const id = isNotice ? alertId(entry, kind, uuid) : textIn(event, 'alert')
  return {
    id: `${id}/${state}`,
    alertId: id,
    state,
    kind,
    severity: isNotice ? event.severity : severityIn(event),
    source,
    pipeline,
    pipelineId: entry.epoch,
    uuid,
    title: titleOf(state, cause, entry.ledger),
    summary: summaryOf(state, cause, entry.ledger),
    observedAt: entry.at,
    ...comparedIn(cause),
    entry: { seq: String(entry.seq), hash: entry.hash },
    run: entry.run,
  }
}
