import type { AlertRow } from '../../ledger/alert-index.ts'

/** An alert as the API shows it. */
export function alertItem(row: AlertRow) {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    pipeline: row.ledger,
    ...(row.uuid === null ? {} : { uuid: row.uuid }),
    raised_at: row.raisedAt,
    acknowledged_at: row.acknowledgedAt,
    resolved_at: row.resolvedAt,
    actor: row.actor,
    note: row.note,
    summary: row.summary,
  }
}
