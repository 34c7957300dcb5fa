import type { ReportHead } from '../report-form.ts'
import { html, type Markup } from './markup.ts'
import { durationWords, percentWords, time } from './values.ts'

/** What a reader must not miss, one sentence each, the worst first; empty where there is nothing of the kind. */
export function findingsOf({
  totals,
  runs,
  configurations,
  source_alerts,
  to,
}: ReportHead): readonly Markup[] {
  const n = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
  const found: (Markup | false)[] = [
    totals.missing > 0 &&
      html`<b>${n(totals.missing, 'checkpoint', 'checkpoints')} went missing</b> in ${n(totals.pipelines_with_missing, 'pipeline', 'pipelines')}.`,
    totals.fingerprint_changes > 0 &&
      html`<b>${n(totals.fingerprint_changes, 'fingerprint', 'fingerprints')} changed</b> on checkpoints that were recorded already.`,
    totals.holds_broken > 0 &&
      html`<b>${n(totals.holds_broken, 'hold was', 'holds were')} broken</b>: a checkpoint that somebody held is gone.`,
    totals.alerts_open_critical > 0 &&
      html`<b>${n(totals.alerts_open_critical, 'critical alert was', 'critical alerts were')} open</b> at the end.`,
    ...runs.map(
      (run) =>
        (run.missed ?? 0) > 0 &&
        html`<b>${n(run.missed ?? 0, 'run was', 'runs were')} missed</b> (shard ${run.shard}), of ${run.expected} expected; the longest time between two runs was ${durationWords(run.longest_between_seconds)}, from ${time(run.longest_between_from)} to ${time(run.longest_between_to)}.`,
    ),
    totals.runs_failed > 0 &&
      html`<b>${n(totals.runs_failed, 'run', 'runs')} looked at nothing</b>, though there was something to look at.`,
    runs.length === 0 && html`<b>No run is recorded</b> up to ${time(to)}: nobody is known to have looked.`,
    totals.pipelines_not_observed > 0 &&
      html`<b>Nothing was seen</b> of ${n(totals.pipelines_not_observed, 'pipeline', 'pipelines')} in the period: no complete answer is recorded.`,
    totals.pipelines_unobservable > 0 &&
      html`${n(totals.pipelines_unobservable, 'pipeline', 'pipelines')} could not be seen at the end.`,
    (totals.coverage_lowest ?? 100) < 100 &&
      html`Coverage is complete for ${totals.pipelines_fully_covered} of ${totals.pipelines} pipelines; the lowest is ${percentWords(totals.coverage_lowest)}.`,
    totals.exception_count > 0 &&
      html`${n(totals.exception_count, 'event was', 'events were')} recorded and not alarmed, because somebody had approved ${totals.exception_count === 1 ? 'it' : 'them'} before; the reasons stand with the pipelines.`,
    source_alerts.length > 0 &&
      html`${n(source_alerts.length, 'alert was', 'alerts were')} about a source as a whole.`,
    totals.runs_cut > 0 &&
      html`${n(totals.runs_cut, 'run', 'runs')} could not name all pipelines that were not seen: the times unobserved of single pipelines may be too short.`,
    configurations.some(({ readable }) => !readable) &&
      html`A configuration of the period is not kept, or cannot be read by this version: policies that it set are not known.`,
  ]
  return found.filter((one) => one !== false)
}
