import { alertId } from '../alert.ts'
import { planIn } from '../approvals.ts'
import type { Uuid } from '../checkpoint.ts'
import { isSuccess } from '../drill.ts'
import type { Entry } from '../entry.ts'
import { type EventData, type EventKind, isTest, type LedgerEvent, type Severity } from '../event.ts'
import { kindIn, optionalTextIn, severityIn, textIn } from '../event-data.ts'
import type { Instant } from '../instant.ts'
import { splitLedger } from '../ledger-name.ts'
import type { Together } from './storm-words.ts'
import { comparedIn, summaryOf, titleOf } from './words.ts'
import { isDamped, toldAs } from './worth-telling.ts'

/** In the order in which they are told. */
export const ANNOUNCEMENT_STATES = ['firing', 'reminder', 'notice', 'resolved'] as const
export type AnnouncementState = (typeof ANNOUNCEMENT_STATES)[number]

/** What people are told of one alert or notice, or of many at once (`storm.ts`), before it is addressed to anybody. */
export interface Announcement {
  /** The same for every repeat of this message: alert, state, and the number of a reminder. */
  readonly id: string
  readonly alertId: string
  readonly state: AnnouncementState
  readonly kind: EventKind
  readonly severity: Severity
  readonly source: string
  /** Null where it speaks of a whole source. */
  readonly pipeline: string | null
  readonly pipelineId: string | null
  readonly uuid: Uuid | null
  readonly title: string
  readonly summary: string
  readonly observedAt: Instant
  readonly expected: { readonly [key: string]: EventData }
  readonly observed: { readonly [key: string]: EventData }
  readonly entry: { readonly seq: string; readonly hash: string }
  readonly run: string | null
  /** What was planned for many at once, one by one, is told together. */
  readonly plan?: string
  /** Which reminder it is: `1`, `2` …; only reminders have it. */
  readonly n?: string
  /** Whom it speaks of; only messages on many at once have it. */
  readonly together?: Together
}

/** Everything that an entry gives reason to tell, in its order. Pure: told again, it is the same. */
export function announcementsOf(entry: Entry): readonly Announcement[] {
  return entry.events.flatMap((event, i) => (isDamped(event) ? [] : announcementOf(entry, event, i)))
}

/** By its id, what there is to say of each alert that the entry raises: also of those that are told to nobody. */
export function alertsRaisedIn(entry: Entry): ReadonlyMap<string, Announcement> {
  const raised = entry.events.flatMap((event, i) =>
    event.kind === 'alert-raised' ? announcementOf(entry, event, i) : [],
  )
  return new Map(raised.map((announcement) => [announcement.alertId, announcement]))
}

function announcementOf(entry: Entry, event: LedgerEvent, i: number): readonly Announcement[] {
  const state = toldAs(entry.events, i)
  if (state === undefined) return []
  if (state === 'notice') return [told(entry, state, event, event, nthOf(entry.events, i))]
  // `withAlert` puts alerts right behind their cause.
  const previous = entry.events.slice(0, i).findLast(({ kind }) => !kind.startsWith('alert-'))
  return [told(entry, state, event, causeOf(event, previous))]
}

/** Human actions raise and resolve without an event that is their cause. */
function causeOf(event: LedgerEvent, previous: LedgerEvent | undefined): LedgerEvent {
  const cause = optionalTextIn(event, event.kind === 'alert-raised' ? 'kind' : 'by')
  const isIt = previous !== undefined && previous.kind === cause
  // A drill answers for the pipeline, whichever checkpoint it was made with.
  return isIt && (previous.uuid === event.uuid || isSuccess(previous)) ? previous : event
}

/** How many like it stand before it: one entry may release several holds of one checkpoint, and each is a message of its own. */
function nthOf(events: readonly LedgerEvent[], i: number): number {
  const event = events[i]
  return events.slice(0, i).filter(({ kind, uuid }) => kind === event?.kind && uuid === event.uuid).length
}

function told(
  entry: Entry,
  state: AnnouncementState,
  event: LedgerEvent,
  cause: LedgerEvent,
  nth = 0,
): Announcement {
  const uuid = event.uuid ?? null
  const isNotice = state === 'notice'
  const kind = isNotice ? event.kind : kindIn(event)
  const id = isNotice
    ? alertId(entry, kind, uuid, ...(nth === 0 ? [] : [String(nth)]))
    : textIn(event, 'alert')
  const about = aboutOf(entry, cause)
  const name = nameOf(about)
  const plan = isNotice ? planIn(event) : null
  return {
    id: `${id}/${state}`,
    alertId: id,
    state,
    kind,
    severity: isNotice && !isTest(event.kind) ? event.severity : severityIn(event),
    ...about,
    pipelineId: entry.epoch,
    uuid,
    title: titleOf(cause, name),
    summary: summaryOf(state, cause, name),
    observedAt: entry.at,
    ...comparedIn(cause),
    entry: { seq: String(entry.seq), hash: entry.hash },
    run: entry.run,
    ...(plan === null ? {} : { plan }),
  }
}

/** What a run finds of a source as a whole stands in the recorder's ledger, and is told of that source. */
function aboutOf({ ledger }: Entry, cause: LedgerEvent): Pick<Announcement, 'source' | 'pipeline'> {
  const [source, pipeline] = splitLedger(ledger)
  // No source is called so (CONTRACT §9).
  return source === 'recorder'
    ? { source: optionalTextIn(cause, 'source') ?? source, pipeline: null }
    : { source, pipeline }
}

/** `source/pipeline`, or the source alone. */
export function nameOf({ source, pipeline }: Pick<Announcement, 'source' | 'pipeline'>): string {
  return pipeline === null ? source : `${source}/${pipeline}`
}
