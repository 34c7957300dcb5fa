import { splitLedger } from '../../domain/ledger-name.ts'
import { type OverviewRow, watchedRows } from '../../domain/overview.ts'
import { describePolicy } from '../../domain/policy-text.ts'
import type { QueryPorts } from './ports.ts'

export const PIPELINE_STATUSES = ['observed', 'unobservable', 'removed'] as const
export type PipelineStatus = (typeof PIPELINE_STATUSES)[number]
export const PIPELINE_ORDERS = ['name', 'worst'] as const

export interface PipelineFilter {
  readonly source?: string
  readonly status?: PipelineStatus
  /** Any part of the name. */
  readonly q?: string
  readonly sort: (typeof PIPELINE_ORDERS)[number]
}

/** All pipelines that are or were watched and that the filter lets through, in its order. */
export async function pipelinesOf(
  { overviews }: QueryPorts,
  filter: PipelineFilter,
): Promise<readonly OverviewRow[]> {
  return watchedRows(await overviews.all())
    .filter(({ ledger }) => filter.source === undefined || ledger.startsWith(`${filter.source}/`))
    .filter((row) => filter.status === undefined || statusOf(row) === filter.status)
    .filter(({ ledger }) => filter.q === undefined || ledger.toLowerCase().includes(filter.q.toLowerCase()))
    .toSorted(filter.sort === 'worst' ? byWorst : byName)
}

export function pipelineItem(row: OverviewRow) {
  const [source, name] = splitLedger(row.ledger)
  return {
    pipeline: row.ledger,
    source,
    name,
    pipeline_id: row.epoch,
    observed_at: row.observedAt,
    status: statusOf(row),
    listed: row.listed,
    alerts: row.alerts,
    newest_checkpoint_at: row.newestAt,
    coverage: row.coverage,
    policy: describePolicy(row.policy),
  }
}

/** What is no longer there, and what is no longer watched: `removed`. */
export function statusOf({ outcome }: OverviewRow): PipelineStatus {
  if (outcome === 'removed' || outcome === 'unwatched') return 'removed'
  return outcome === 'observed' ? 'observed' : 'unobservable'
}

const WORST_FIRST: readonly PipelineStatus[] = ['unobservable', 'observed', 'removed']

/** Most open alerts first, then what cannot be seen, what is gone last; then by name. */
function byWorst(a: OverviewRow, b: OverviewRow): number {
  if (a.alerts !== b.alerts) return b.alerts - a.alerts
  const order = WORST_FIRST.indexOf(statusOf(a)) - WORST_FIRST.indexOf(statusOf(b))
  return order === 0 ? byName(a, b) : order
}

function byName(a: OverviewRow, b: OverviewRow): number {
  return a.ledger < b.ledger ? -1 : 1
}
