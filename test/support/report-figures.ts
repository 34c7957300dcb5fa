import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { looksOf } from '../../lambdas/domain/report/looks.ts'
import { type PipelineFigures, pipelineFigures } from '../../lambdas/domain/report/pipeline-figures.ts'
import { pipelineFold } from '../../lambdas/domain/report/pipeline-fold.ts'
import { REPORT_FORMAT, type ReportHead } from '../../lambdas/domain/report/report-form.ts'
import { ALL_PIPELINES } from '../../lambdas/domain/report/selection.ts'
import { totalsFold } from '../../lambdas/domain/report/totals.ts'
import { at } from './listings.ts'

const PERIOD = { from: at(0), to: at(86_400) }

/** A pipeline of which nothing is wrong: seen throughout, and without an event. */
export function goodFigures(other: Partial<PipelineFigures> = {}): PipelineFigures {
  const inForce = {
    policy: DEFAULT_POLICY,
    since: at(0),
    configuration: 'c0',
    watched: true,
    unwatchedAt: null,
  }
  const gathered = pipelineFold(PERIOD, undefined, new Map()).gathered()
  const nothing = pipelineFigures('prod/orders', PERIOD, gathered, looksOf(), inForce, undefined)
  const seen = {
    status: 'observed',
    observed_from: at(0),
    observed_until: at(86_400),
    coverage: 100,
  } as const
  return { ...nothing, ...seen, ...other }
}

/** All of a report on these pipelines but themselves: one shard, whose runs were all done. */
export function headOf(
  pipelines: readonly PipelineFigures[],
  other: Partial<ReportHead> = {},
  totals: Partial<ReportHead['totals']> = {},
): ReportHead {
  const fold = totalsFold()
  for (const one of pipelines) fold.add(one)
  const runs = { runs_cut: 0, runs_done: 1_440, runs_failed: 0, runs_missed: 0 }
  return {
    format: REPORT_FORMAT,
    ...PERIOD,
    settled_at: at(87_300),
    generated_at: at(90_000),
    log: { origin: 'log.example', size: '7', root: 'AA==' },
    selection: ALL_PIPELINES,
    totals: { ...fold.totals(), pipelines_ended_before: 0, ...runs, ...totals },
    sources: [],
    runs: [SHARD],
    configurations: [],
    source_alerts: [],
    sign_offs: [],
    ...other,
  }
}

export const SHARD: ReportHead['runs'][number] = {
  shard: '0',
  done: 1_440,
  failed: 0,
  expected: 1_440,
  missed: 0,
  period_seconds: 60,
  longest_between_seconds: 61,
  longest_between_from: at(60),
  longest_between_to: at(121),
  first_at: at(0),
  last_at: at(86_340),
  looks_listed: 1_440,
  looks_unobservable: 0,
  looks_skipped: 0,
  runs_with_unseen: 0,
  entry_count: 1_440,
  first_seq: '1',
  first_hash: 'f',
  last_seq: '1440',
  last_hash: 'l',
}
