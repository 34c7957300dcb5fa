import { pipelineOf } from '../../domain/ledger-name.ts'
import type { AlertIndex, AlertRow } from '../../ledger/work/alert-index.ts'
import { type Failure, failure } from '../failure.ts'

/** The alert of that id. Whatever else a request may call one is none, and is not asked for. */
export async function alertOf(
  { alerts }: { readonly alerts: AlertIndex },
  id: string,
): Promise<AlertRow | Failure> {
  const row = /^[0-9a-f]{32}$/.test(id) ? await alerts.find(id) : undefined
  return row ?? failure('UnknownAlert', `Unknown alert '${id}'`, { id })
}

/** An alert as the API shows it. */
export function alertItem(row: AlertRow) {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    pipeline: pipelineOf(row.ledger),
    ...(row.uuid === null ? {} : { uuid: row.uuid }),
    raised_at: row.raisedAt,
    acknowledged_at: row.acknowledgedAt,
    resolved_at: row.resolvedAt,
    actor: row.actor,
    note: row.note,
    summary: row.summary,
  }
}
