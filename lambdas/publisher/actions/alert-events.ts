import { resolvedBy } from '../../domain/alert.ts'
import { COUNTERPART, type LedgerEvent } from '../../domain/event.ts'
import type { OpenAlert, State } from '../../domain/state.ts'

export type AlertAction = 'acknowledge' | 'resolve'

/** By whom, and with which words. */
export interface Said {
  readonly actor: string
  readonly note: string | null
}

/** What follows from the action; nothing where the alert is no longer open, or was acknowledged before. */
export function alertEvents(
  { alerts }: Pick<State, 'alerts'>,
  id: string,
  action: AlertAction,
  said: Said,
): readonly LedgerEvent[] {
  const alert = alerts.find((open) => open.id === id)
  if (alert === undefined) return []
  if (action === 'resolve') return [resolved(alert, 'resolved-by-hand', said)]
  if (alert.acknowledged) return []
  // Nothing that could be observed would ever end it: that somebody has seen it is its end.
  const ends = COUNTERPART[alert.kind] === undefined
  return [acknowledged(alert, said), ...(ends ? [resolved(alert, 'acknowledged', said)] : [])]
}

function acknowledged({ id, kind, severity, uuid }: OpenAlert, { actor, note }: Said): LedgerEvent {
  const data = { alert: id, kind, severity, actor, note }
  return { kind: 'alert-acknowledged', severity: 'silent', ...(uuid === null ? {} : { uuid }), data }
}

function resolved(alert: OpenAlert, by: string, { actor, note }: Said): LedgerEvent {
  const event = resolvedBy(alert, by)
  return { ...event, data: { ...event.data, actor, note } }
}
