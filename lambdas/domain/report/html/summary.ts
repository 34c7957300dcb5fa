import type { PipelineFigures } from '../pipeline-figures.ts'
import type { ReportHead } from '../report-form.ts'
import type { Totals } from '../totals.ts'
import { findingsOf } from './findings.ts'
import { html, type Markup, table } from './markup.ts'
import { code, durationWords, figure, percentWords, td, tdNumber, time } from './values.ts'

/** Totals, what needs to be looked at, and where it is worst. */
export function summary(head: ReportHead, worst: readonly PipelineFigures[]): Markup {
  const findings = findingsOf(head)
  return html`<section class="page"><h2>Summary</h2>
${tiles(head)}${
  findings.length === 0
    ? html`<p class="good"><b>Nothing of note:</b> no loss, no changed fingerprint, no broken hold, no missed run, no open critical alert, and full coverage.</p>`
    : html`<ul class="findings">${findings.map((one) => html`<li>${one}</li>`)}</ul>`
}
${overview('Pipelines that need to be looked at first', worst)}${sources(head)}${runs(head)}${configurations(head)}${sourceAlerts(head)}${signOffs(head)}</section>
`
}

function tiles({ totals }: ReportHead): Markup {
  const tile = (name: string, value: number | string | null, of: string, mark = '', words?: string): Markup =>
    html`<div class="tile ${mark}"><b>${figure(`total_${name}`, value, words)}</b><span class="of">${of}</span></div>`
  const bad = (count: number | null) => ((count ?? 0) > 0 ? 'bad' : '')
  const warn = (count: number | null) => ((count ?? 0) > 0 ? 'warn' : '')
  return html`<div class="tiles">${[
    tile('pipelines', totals.pipelines, totals.pipelines === 1 ? 'pipeline' : 'pipelines'),
    tile('recorded', totals.recorded, 'checkpoints recorded'),
    tile('retired', totals.retired, 'retired by rotation'),
    tile('cleared', totals.cleared, 'cleared with storage or pipeline'),
    tile('missing', totals.missing, 'missing', bad(totals.missing)),
    tile('listed', totals.listed, 'listed at the end'),
    tile('listed_bytes', totals.listed_bytes, 'bytes listed at the end', 'long'),
    tile('recorded_bytes', totals.recorded_bytes, 'bytes recorded', 'long'),
    tile(
      'coverage_lowest',
      totals.coverage_lowest,
      'lowest coverage',
      (totals.coverage_lowest ?? 100) < 100 ? 'warn' : '',
      percentWords(totals.coverage_lowest),
    ),
    tile('runs_missed', totals.runs_missed, 'runs missed', warn(totals.runs_missed)),
    tile('alerts_critical', totals.alerts_critical, 'critical alerts raised', warn(totals.alerts_critical)),
    tile('exception_count', totals.exception_count, 'approved exceptions', warn(totals.exception_count)),
  ]}</div>
`
}

/** The columns of `overviewRow`. */
export const OVERVIEW_HEADS = [
  'Pipeline',
  { number: 'Rec.' },
  { number: 'Ret.' },
  { number: 'Miss.' },
  { number: 'Clear.' },
  { number: 'Listed' },
  { number: 'Longest gap' },
  { number: 'Unobservable' },
  { number: 'Coverage' },
  { number: 'Open alerts' },
] as const

/** A row per pipeline with what is asked for most. */
function overview(caption: string, pipelines: readonly PipelineFigures[]): Markup {
  return table(caption, OVERVIEW_HEADS, pipelines.map(overviewRow))
}

export function overviewRow(one: PipelineFigures): readonly Markup[] {
  return [
    html`<th scope="row">${one.pipeline}</th>`,
    tdNumber(one.recorded),
    tdNumber(one.retired),
    tdNumber(one.missing > 0 ? html`<b class="bad">${one.missing}</b>` : 0),
    tdNumber(one.cleared),
    tdNumber(one.listed),
    tdNumber(durationWords(one.longest_gap_seconds)),
    tdNumber(durationWords(one.unobservable_seconds)),
    tdNumber(percentWords(one.coverage)),
    tdNumber(one.alerts_open),
  ]
}

function sources({ sources: all }: ReportHead): Markup {
  return table(
    'By source',
    [
      'Source',
      { number: 'Pipelines' },
      { number: 'Rec.' },
      { number: 'Ret.' },
      { number: 'Miss.' },
      { number: 'Clear.' },
      { number: 'Listed' },
      { number: 'Bytes listed' },
      { number: 'Lowest coverage' },
      { number: 'Critical alerts' },
    ],
    all.map((one: Totals & { readonly source: string }) => [
      html`<th scope="row">${one.source}</th>`,
      ...[one.pipelines, one.recorded, one.retired, one.missing, one.cleared, one.listed].map(tdNumber),
      tdNumber(figure('source_listed_bytes', one.listed_bytes)),
      tdNumber(percentWords(one.coverage_lowest)),
      tdNumber(one.alerts_critical),
    ]),
  )
}

function runs({ runs: all }: ReportHead): Markup {
  return table(
    'Runs: proof that somebody looked',
    [
      'Shard',
      { number: 'Expected' },
      { number: 'Done' },
      { number: 'Failed' },
      { number: 'Missed' },
      { number: 'Every' },
      { number: 'Longest between' },
      'First',
      'Last',
      { number: 'Looks: listed' },
      { number: 'unobs.' },
      { number: 'skipped' },
    ],
    all.map((run) => [
      html`<th scope="row">${run.shard}</th>`,
      tdNumber(run.expected),
      tdNumber(run.done),
      tdNumber(run.failed),
      tdNumber(run.missed),
      tdNumber(durationWords(run.period_seconds)),
      tdNumber(durationWords(run.longest_between_seconds)),
      td(time(run.first_at)),
      td(time(run.last_at)),
      tdNumber(run.looks_listed),
      tdNumber(run.looks_unobservable),
      tdNumber(run.looks_skipped),
    ]),
  )
}

function configurations({ configurations: all }: ReportHead): Markup {
  return table(
    'Configurations in force (SHA-256 of the archived bytes, configurations/…)',
    ['Shard', 'Configuration', 'Since', 'Until', 'Readable'],
    all.map((one) => [
      html`<th scope="row">${one.shard}</th>`,
      td(code(one.hash)),
      td(time(one.since)),
      td(one.until === null ? 'the end' : time(one.until)),
      td(one.readable ? 'yes' : 'no'),
    ]),
  )
}

function sourceAlerts({ source_alerts }: ReportHead): Markup {
  return table(
    'Alerts about a source as a whole',
    ['Kind', 'Severity', 'Raised', 'Acknowledged', 'Resolved', 'By'],
    source_alerts.map((alert) => [
      html`<th scope="row">${alert.kind.replaceAll('-', ' ')}</th>`,
      td(alert.severity),
      td(time(alert.raised_at)),
      td(time(alert.acknowledged_at)),
      td(time(alert.resolved_at)),
      td(alert.actor),
    ]),
  )
}

function signOffs({ sign_offs }: ReportHead): Markup {
  return table(
    'Reports that were signed off in the period',
    ['Signed off', 'By', 'Period', 'SHA-256', 'Note'],
    sign_offs.map((one) => [
      html`<th scope="row">${time(one.at)}</th>`,
      td(one.actor),
      td(html`${time(one.from)} to ${time(one.to)}`),
      td(code(one.sha256)),
      td(one.note),
    ]),
  )
}
