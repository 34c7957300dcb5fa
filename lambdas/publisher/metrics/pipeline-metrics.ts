import { STORED_RUNGS } from '../../domain/copies/store-row.ts'
import { unixMs } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import { PIPELINE_STATUSES, type PipelineRow, statusOf } from '../queries/pipelines.ts'
import type { Family, Labels, Sample } from './exposition.ts'

// Some seven samples each, and eight more of those with a store: 20,000 pipelines are 14 MB of text, 1 MB compressed. One scrape a source (`?source=`) shows more.
export const MOST_PIPELINES = 20_000

/** Every pipeline that is still there, at most `MOST_PIPELINES` in the order given; and how many there are of each source and status. */
export function pipelineFamilies(rows: readonly PipelineRow[]): readonly Family[] {
  const there = rows.filter((row) => statusOf(row) !== 'removed')
  const shown = there.slice(0, MOST_PIPELINES).map((row) => ({ row, labels: labelsOf(row) }))
  const each = (name: string, help: string, valueOf: (row: PipelineRow) => number | null): Family => ({
    name: `checkpoint_ledger_pipeline_${name}`,
    help,
    samples: shown.flatMap(({ row, labels }): readonly Sample[] => {
      const value = valueOf(row)
      return value === null ? [] : [{ labels, value }]
    }),
  })
  return [
    {
      name: 'checkpoint_ledger_pipelines',
      help: 'Pipelines by source and status (observed, unobservable, removed) at the last look',
      samples: countsOf(rows),
    },
    {
      name: 'checkpoint_ledger_pipelines_not_shown',
      help: 'Pipelines of which this answer has no samples of their own because there are too many',
      samples: [{ labels: {}, value: there.length - shown.length }],
    },
    each('observed', '1 where the last look saw the pipeline, else 0', (row) =>
      statusOf(row) === 'observed' ? 1 : 0,
    ),
    each('observed_timestamp_seconds', 'Last complete answer, Unix time', ({ observedAt }) =>
      seconds(observedAt),
    ),
    each('listed_checkpoints', 'Checkpoints listed when it was last observed', ({ listed }) => listed),
    each(
      'open_alerts',
      'Alerts that are not resolved, those of its store included',
      ({ alerts, store }) => alerts + (store?.alerts ?? 0),
    ),
    each(
      'firing_alerts',
      'Alerts that are neither resolved nor acknowledged, those of its store included',
      ({ firing, store }) => firing + (store?.firing ?? 0),
    ),
    each(
      'newest_checkpoint_timestamp_seconds',
      'When the newest listed checkpoint was begun, Unix time',
      ({ newestAt }) => seconds(newestAt),
    ),
    each(
      'coverage_ratio',
      'Share, 0 to 1, of the time in which no checkpoint can have come and gone unseen',
      ({ coverage }) => (coverage === null ? null : Math.round(coverage * 10) / 1_000),
    ),
    each('store_checked_timestamp_seconds', 'Last complete check of its store, Unix time', ({ store }) =>
      seconds(store?.checkedAt ?? null),
    ),
    each('store_observed', '1 where the last check could read its store, else 0', ({ store }) =>
      store === undefined ? null : store.outcome === 'unobservable' || store.outcome === 'failed' ? 0 : 1,
    ),
    each('stored_copies', 'Checkpoints in the catalog of its store', ({ store }) => store?.copies ?? null),
    {
      name: 'checkpoint_ledger_pipeline_newest_copy_timestamp_seconds',
      help: 'When the newest checkpoint was begun that stands on this rung (synced, complete, verified, kept) or above, Unix time',
      samples: shown.flatMap(({ row: { store }, labels }) =>
        STORED_RUNGS.flatMap((rung): readonly Sample[] => {
          const at = store?.newest[rung]?.at
          return at === undefined ? [] : [{ labels: { ...labels, rung }, value: unixMs(at) / 1_000 }]
        }),
      ),
    },
  ]
}

function countsOf(rows: readonly OverviewRow[]): readonly Sample[] {
  const sources = Map.groupBy(rows, ({ ledger }) => splitLedger(ledger)[0])
  return [...sources].flatMap(([source, its]) =>
    PIPELINE_STATUSES.map((status) => ({
      labels: { source, status },
      value: its.filter((row) => statusOf(row) === status).length,
    })),
  )
}

function labelsOf({ ledger }: OverviewRow): Labels {
  const [source, pipeline] = splitLedger(ledger)
  return { source, pipeline }
}

function seconds(at: OverviewRow['observedAt']): number | null {
  return at === null ? null : unixMs(at) / 1_000
}
