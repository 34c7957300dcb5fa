import type { StoreRow } from '../../domain/copies/store-row.ts'
import { pipelineOf, splitLedger } from '../../domain/ledger-name.ts'
import { type OverviewRow, watchedRows } from '../../domain/overview.ts'
import { describePolicy } from '../../domain/policy-text.ts'
import { storeItem } from './copy.ts'
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
  { overviews, stores }: QueryPorts,
  filter: PipelineFilter,
): Promise<readonly PipelineRow[]> {
  const [all, storeRows] = await Promise.all([overviews.all(), stores.rows()])
  const known = storesByPipeline(storeRows)
  return watchedRows(all)
    .map((row) => ({ ...row, store: known.get(row.ledger) }))
    .filter(({ ledger }) => filter.source === undefined || ledger.startsWith(`${filter.source}/`))
    .filter((row) => filter.status === undefined || statusOf(row) === filter.status)
    .filter(({ ledger }) => filter.q === undefined || ledger.toLowerCase().includes(filter.q.toLowerCase()))
    .toSorted(filter.sort === 'worst' ? byWorst : byName)
}

/** What is known of a pipeline and of its store. */
export interface PipelineRow extends OverviewRow {
  readonly store: StoreRow | undefined
}

/** By `source/name`. */
export function storesByPipeline(rows: readonly StoreRow[]): ReadonlyMap<string, StoreRow> {
  return new Map(rows.map((row) => [pipelineOf(row.ledger), row]))
}

export function pipelineItem(row: OverviewRow, store: StoreRow | undefined) {
  const [source, name] = splitLedger(row.ledger)
  return {
    pipeline: row.ledger,
    source,
    name,
    pipeline_id: row.epoch,
    observed_at: row.observedAt,
    status: statusOf(row),
    listed: row.listed,
    alerts: row.alerts + (store?.alerts ?? 0),
    newest_checkpoint_at: row.newestAt,
    coverage: row.coverage,
    policy: describePolicy(row.policy),
    store: store === undefined ? null : storeItem(store),
  }
}

/** What is no longer there, and what is no longer watched: `removed`. */
export function statusOf({ outcome }: OverviewRow): PipelineStatus {
  if (outcome === 'removed' || outcome === 'unwatched') return 'removed'
  return outcome === 'observed' ? 'observed' : 'unobservable'
}

const WORST_FIRST: readonly PipelineStatus[] = ['unobservable', 'observed', 'removed']

/** Most open alerts first, then what cannot be seen, what is gone last; then by name. */
function byWorst(a: PipelineRow, b: PipelineRow): number {
  const alertsOf = ({ alerts, store }: PipelineRow): number => alerts + (store?.alerts ?? 0)
  if (alertsOf(a) !== alertsOf(b)) return alertsOf(b) - alertsOf(a)
  const order = WORST_FIRST.indexOf(statusOf(a)) - WORST_FIRST.indexOf(statusOf(b))
  return order === 0 ? byName(a, b) : order
}

function byName(a: OverviewRow, b: OverviewRow): number {
  return a.ledger < b.ledger ? -1 : 1
}
