import { canonical, sha256Hex } from './canonical.ts'
import { COUNTERPART, type EventKind, type LedgerEvent } from './event.ts'
import type { OpenAlert, State } from './state.ts'

/** Where an alert is raised: with these its id is the same however often it is derived. */
export interface Raising {
  readonly ledger: string
  readonly seq: number
  readonly epoch: string | null
}

/** The event, followed by the alert that it raises or resolves, if any (CONTRACT §3). */
export function withAlert(event: LedgerEvent, state: State, place: Raising): readonly LedgerEvent[] {
  const ended = alertEndedBy(event, state)
  if (ended !== undefined) return [event, resolved(ended, event)]
  if (event.severity !== 'critical' && event.severity !== 'warning') return [event]
  return isOpen(event, state, place) ? [event] : [event, raised(event, place)]
}

/** 32 hex digits, derived from what makes an alert one: ledger, entry, epoch, kind and UUID. */
export function alertId({ ledger, seq, epoch }: Raising, kind: EventKind, uuid: string | null): string {
  return sha256Hex(canonical([ledger, String(seq), epoch, kind, uuid])).slice(0, 32)
}

function alertEndedBy(event: LedgerEvent, state: State): OpenAlert | undefined {
  return state.alerts.find(
    (alert) => COUNTERPART[alert.kind] === event.kind && alert.uuid === (event.uuid ?? null),
  )
}

function isOpen(event: LedgerEvent, state: State, { epoch }: Raising): boolean {
  return state.alerts.some(
    (alert) => alert.kind === event.kind && alert.uuid === (event.uuid ?? null) && alert.epoch === epoch,
  )
}

function raised(event: LedgerEvent, place: Raising): LedgerEvent {
  const { kind, severity, uuid } = event
  const data = { alert: alertId(place, kind, uuid ?? null), kind, severity }
  return { kind: 'alert-raised', severity: 'silent', ...(uuid === undefined ? {} : { uuid }), data }
}

function resolved(alert: OpenAlert, by: LedgerEvent): LedgerEvent {
  const data = {
    alert: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    by: by.kind,
    raised_at: alert.raisedAt,
  }
  const { uuid } = alert
  return { kind: 'alert-resolved', severity: 'silent', ...(uuid === null ? {} : { uuid }), data }
}
