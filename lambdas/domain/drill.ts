import type { Uuid } from './checkpoint.ts'
import type { LedgerEvent, Severity } from './event.ts'
import type { Instant } from './instant.ts'
import type { Policy } from './policy.ts'

export const DRILL_OUTCOMES = ['succeeded', 'failed'] as const
export type DrillOutcome = (typeof DRILL_OUTCOMES)[number]

/** Somebody has tried to restore from a checkpoint: what that came to. */
export interface Drill {
  /** 32 hex digits. */
  readonly id: string
  readonly uuid: Uuid
  readonly outcome: DrillOutcome
  readonly performedAt: Instant
  /** Decimal; null: not said. */
  readonly minutes: string | null
  readonly note: string | null
  readonly actor: string
}

export function drillRecorded(drill: Drill, policy: Policy): LedgerEvent {
  const { id, uuid, outcome, performedAt, minutes, note, actor } = drill
  const data = { drill: id, outcome, performed_at: performedAt, minutes, note, actor }
  return { kind: 'drill-recorded', severity: severityOf(outcome, policy), uuid, data }
}

/** A failed one is a finding and raises an alert; one that succeeded never does, whatever the policy says of the kind. */
function severityOf(outcome: DrillOutcome, { severity }: Policy): Severity {
  const said = severity['drill-recorded']
  if (outcome === 'failed') return said ?? 'warning'
  return said === 'silent' ? 'silent' : 'info'
}

/** What was found by failed drills of the pipeline is answered by one that succeeds, of whichever checkpoint. */
export function isSuccess({ kind, data }: LedgerEvent): boolean {
  return kind === 'drill-recorded' && data['outcome'] === 'succeeded'
}
