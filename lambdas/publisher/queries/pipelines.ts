import { splitLedger } from '../../domain/ledger-name.ts'
import { type OverviewRow, watchedRows } from '../../domain/overview.ts'
import { describePolicy } from '../../domain/policy-text.ts'
import type { QueryPorts } from './ports.ts'

export const PIPELINE_STATUSES = ['observed', 'unobservable'] as const
export const PIPELINE_ORDERS = ['name', 'worst'] as const

export interface PipelineFilter {
  readonly source?: string
  readonly status?: (typeof PIPELINE_STATUSES)[number]
  /** Any part of the name. */
  readonly q?: string
  readonly sort: (typeof PIPELINE_ORDERS)[number]
}

/** All watched pipelines that the filter lets through, in its order. */
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
    // What share of the time neighbouring observations join is not yet reckoned.
    coverage: null,
    policy: describePolicy(row.policy),
  }
}

function statusOf({ outcome }: OverviewRow): (typeof PIPELINE_STATUSES)[number] {
  return outcome === 'observed' ? 'observed' : 'unobservable'
}

/** Most open alerts first, then what cannot be seen, then by name. */
function byWorst(a: OverviewRow, b: OverviewRow): number {
  if (a.alerts !== b.alerts) return b.alerts - a.alerts
  const unseen = Number(statusOf(b) === 'unobservable') - Number(statusOf(a) === 'unobservable')
  return unseen === 0 ? byName(a, b) : unseen
}

function byName(a: OverviewRow, b: OverviewRow): number {
  return a.ledger < b.ledger ? -1 : 1
}
