import { logHead } from '../../archive/log/log-reader.ts'
import type { StoreRow } from '../../domain/copies/store-row.ts'
import { type Instant, instant, unixMs } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import { type OverviewRow, watchedRows } from '../../domain/overview.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { statusOf, storesByPipeline } from './pipelines.ts'
import { runItem, runsOf } from './runs.ts'

/**
 * What stands in a row, in this order. `source` and `outcome` are places in the lists beside the rows; ages and durations
 * are whole seconds at `generated_at`, so that a reader whose clock is wrong still sees them right; null: not known.
 */
export const OVERVIEW_COLUMNS = [
  'source',
  'name',
  'outcome',
  'listed',
  'alerts',
  'firing',
  'suspected',
  'newest_age_seconds',
  'checkpoint_seconds',
  'stale_after_seconds',
  'observed_age_seconds',
  'unobservable_seconds',
  'coverage',
] as const

/** One pipeline, by `OVERVIEW_COLUMNS`. */
export type CompactRow = readonly [
  source: number,
  name: string,
  outcome: number,
  listed: number,
  alerts: number,
  firing: number,
  suspected: number,
  newestAgeSeconds: number | null,
  checkpointSeconds: number | null,
  staleAfterSeconds: number | null,
  observedAgeSeconds: number | null,
  unobservableSeconds: number | null,
  coverage: number | null,
]

export type OverviewAnswer = Awaited<ReturnType<typeof overviewOf>>

/** All pipelines at a glance in one answer: names once, repeated words by their place in a list. */
export async function overviewOf(
  ports: Pick<ActionPorts, 'clock' | 'ledger' | 'overviews' | 'stores' | 'archive' | 'origin'>,
) {
  const [overviews, storeRows, { runs }, log] = await Promise.all([
    ports.overviews.all(),
    ports.stores.rows(),
    runsOf(ports, undefined, 2),
    logHead(ports.archive, ports.origin),
  ])
  const stores = storesByPipeline(storeRows)
  const rows = watchedRows(overviews)
    .map((row) => withAlertsOf(row, stores.get(row.ledger)))
    .toSorted((a, b) => (a.ledger < b.ledger ? -1 : 1))
  const nowMs = ports.clock.now()
  const sources = [...new Set(rows.map(({ ledger }) => splitLedger(ledger)[0]))]
  const outcomes = [...new Set(rows.map(({ outcome }) => outcome))]
  return {
    generated_at: instant(nowMs),
    last_run: runs.map(runItem).map(lastRun).at(0) ?? null,
    seconds_between_runs: secondsApart(runs.map(runItem)),
    log,
    totals: totalsOf(rows),
    sources,
    outcomes,
    columns: OVERVIEW_COLUMNS,
    rows: rows.map((row) => compact(row, { nowMs, sources, outcomes })),
  }
}

/** What is wrong with its copies is wrong with the pipeline. */
function withAlertsOf(row: OverviewRow, store: StoreRow | undefined): OverviewRow {
  if (store === undefined) return row
  return { ...row, alerts: row.alerts + store.alerts, firing: row.firing + store.firing }
}

function lastRun({
  run_id,
  started_at,
  finished_at,
  listed,
  unobservable,
  skipped,
}: ReturnType<typeof runItem>) {
  return { run_id, started_at, finished_at, listed, unobservable, skipped }
}

/** What the last two runs were apart: about the schedule's period, so that a reader sees when the next is overdue. */
function secondsApart([last, before]: readonly ReturnType<typeof runItem>[]): number | null {
  if (last === undefined || before === undefined) return null
  return Math.round(Date.parse(last.started_at) - Date.parse(before.started_at)) / 1_000
}

function totalsOf(rows: readonly OverviewRow[]) {
  const having = (status: ReturnType<typeof statusOf>) =>
    rows.filter((row) => statusOf(row) === status).length
  const sum = (of: (row: OverviewRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    pipelines: rows.length,
    observed: having('observed'),
    unobservable: having('unobservable'),
    removed: having('removed'),
    listed: sum(({ listed }) => listed),
    alerts: sum(({ alerts }) => alerts),
    firing: sum(({ firing }) => firing),
  }
}

interface Lists {
  readonly nowMs: number
  readonly sources: readonly string[]
  readonly outcomes: readonly OverviewRow['outcome'][]
}

function compact(row: OverviewRow, { nowMs, sources, outcomes }: Lists): CompactRow {
  const [source, name] = splitLedger(row.ledger)
  const since = (at: Instant | null | undefined): number | null =>
    at === null || at === undefined ? null : Math.max(0, Math.round((nowMs - unixMs(at)) / 1_000))
  const { staleAfterMs } = row.policy
  return [
    sources.indexOf(source),
    name,
    outcomes.indexOf(row.outcome),
    row.listed,
    row.alerts,
    row.firing,
    row.open.length,
    since(row.newestAt),
    row.checkpointSeconds === null ? null : Math.round(row.checkpointSeconds),
    staleAfterMs === null ? null : Math.round(staleAfterMs / 1_000),
    since(row.observedAt),
    since(row.unseen?.since),
    row.coverage,
  ]
}
