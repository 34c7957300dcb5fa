import { canonical, sha256Hex } from './canonical.ts'
import { isSuccess } from './drill.ts'
import { COUNTERPART, ENDED_BY_CAUSE, type EventKind, isCause, type LedgerEvent } from './event.ts'
import { optionalTextIn } from './event-data.ts'
import { type Instant, parseInstant, unixMs } from './instant.ts'
import type { OpenAlert, State } from './state.ts'

/** Where an alert is raised: with these its id is the same however often it is derived. */
export interface Raising {
  readonly ledger: string
  readonly seq: number
  readonly epoch: string | null
}

/** The event, followed by the alerts that it resolves and the one that it raises, if any (CONTRACT §3). */
export function withAlert(event: LedgerEvent, state: State, place: Raising): readonly LedgerEvent[] {
  const ended = alertsEndedBy(event, state).map((alert) => resolvedBy(alert, event.kind))
  if (event.severity !== 'critical' && event.severity !== 'warning') return [event, ...ended]
  // What resolves an alert has been told with it.
  if (ended.length > 0 && !isCause(event.kind) && event.kind !== 'copy-missing') return [event, ...ended]
  if (isOpen(event, state, place)) return [event, ...ended]
  return [event, ...ended, ...crowdedOut(state), raised(event, state, place)]
}

/** What a state holds of alerts that nobody has looked at: with more of them no item could hold it, and nothing more be recorded. */
export const MAX_OPEN_ALERTS = 2_500

/** The oldest alert makes room where too many are open: of the least severe there are. It stays in the record as ended by that. */
function crowdedOut({ alerts }: State): readonly LedgerEvent[] {
  if (alerts.length < MAX_OPEN_ALERTS) return []
  const oldest = alerts.find(({ severity }) => severity !== 'critical') ?? alerts[0]
  return oldest === undefined ? [] : [resolvedBy(oldest, 'too-many')]
}

/**
 * 32 hex digits, derived from what makes an alert one: ledger, entry, epoch, kind and UUID. `more` is what tells those apart that are
 * alike in all of these: the source of an alert about a whole one, the number of a notice, of which an entry may give several.
 */
export function alertId(
  { ledger, seq, epoch }: Raising,
  kind: EventKind,
  uuid: string | null,
  ...more: readonly string[]
): string {
  return sha256Hex(canonical([ledger, String(seq), epoch, kind, uuid, ...more])).slice(0, 32)
}

function alertsEndedBy(event: LedgerEvent, state: State): readonly OpenAlert[] {
  if (isCause(event.kind)) {
    const ends = ENDED_BY_CAUSE[event.kind]
    return state.alerts.filter(({ kind }) => ends.includes(kind))
  }
  // All was of the old place.
  if (event.kind === 'store-moved') return state.alerts
  if (ENDS_A_COPY.has(event.kind))
    return state.alerts.filter(({ kind, uuid }) => OF_ONE_COPY.has(kind) && uuid === event.uuid)
  if (isSuccess(event)) return state.alerts.filter(({ kind }) => kind === 'drill-recorded')
  // `copy-mended` ends several kinds, each by itself.
  const of = optionalTextIn(event, 'of')
  return state.alerts.filter(
    (alert) =>
      COUNTERPART[alert.kind] === event.kind &&
      alert.uuid === (event.uuid ?? null) &&
      (of === null || of === alert.kind),
  )
}

/** With a copy ends what was wrong with it: what is gone from the store can be restored from no more, whole or not. */
const ENDS_A_COPY: ReadonlySet<EventKind> = new Set(['copy-retired', 'copy-missing'])
const OF_ONE_COPY: ReadonlySet<EventKind> = new Set(['copy-incomplete', 'copy-corrupt', 'copy-changed'])

function isOpen(event: LedgerEvent, state: State, { epoch }: Raising): boolean {
  return state.alerts.some(
    ({ kind, uuid, source = null, ...alert }) =>
      kind === event.kind &&
      uuid === (event.uuid ?? null) &&
      alert.epoch === epoch &&
      source === sourceOf(event),
  )
}

/** What a run tells of a whole source stands in the recorder's own ledger, which all of its sources share. */
function sourceOf(event: LedgerEvent): string | null {
  return optionalTextIn(event, 'source')
}

// A condition that comes back for the third time within an hour is told once more; after that it is recorded only.
const TOLD_AN_HOUR = 3

function raised(event: LedgerEvent, state: State, place: Raising): LedgerEvent {
  const { kind, severity, uuid } = event
  const source = sourceOf(event)
  const before = state.raisings.filter((other) => other.kind === kind && other.uuid === (uuid ?? null))
  // Never a critical one: it is told however often it comes. Nor one of a whole source: those before may be of others, and none ends by itself.
  const flaps = severity !== 'critical' && source === null && before.length >= TOLD_AN_HOUR
  const data = {
    alert: alertId(place, kind, uuid ?? null, ...(source === null ? [] : [source])),
    kind,
    severity,
    ...(flaps ? { flapping: true } : {}),
    ...(source === null ? {} : { source }),
  }
  return { kind: 'alert-raised', severity: 'silent', ...(uuid === undefined ? {} : { uuid }), data }
}

/** How long a warning that flaps must last to be told after all, once (reminder.ts): it does not come and go any more. */
export const STEADY_AFTER_MS = 3_600_000

/** Of an alert that flapped and then lasted the end is told, as its beginning was. */
export function withSteadyEnd(event: LedgerEvent, at: Instant): LedgerEvent {
  const raisedAt = parseInstant(optionalTextIn(event, 'raised_at') ?? '')
  const { flapping, ...data } = event.data
  if (event.kind !== 'alert-resolved' || flapping !== true || raisedAt === undefined) return event
  return unixMs(at) - unixMs(raisedAt) < STEADY_AFTER_MS ? event : { ...event, data }
}

/** The end of an alert by what ended it: the kind of an event, or a word for what is none. */
export function resolvedBy(alert: OpenAlert, by: string): LedgerEvent {
  const data = {
    alert: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    by,
    raised_at: alert.raisedAt,
    ...(alert.flapping ? { flapping: true } : {}),
    ...(alert.source === undefined ? {} : { source: alert.source }),
  }
  const { uuid } = alert
  return { kind: 'alert-resolved', severity: 'silent', ...(uuid === null ? {} : { uuid }), data }
}
