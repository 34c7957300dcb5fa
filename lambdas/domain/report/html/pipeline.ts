import type { Column } from '../columns.ts'
import type { PipelineFigures } from '../pipeline-figures.ts'
import { html, type Markup } from './markup.ts'
import { pipelineTables } from './pipeline-tables.ts'
import { code, durationWords, figure, percentWords, timeWords } from './values.ts'

type Show = 'count' | 'seconds' | 'percent' | 'time' | 'bytes' | 'code'
type Line = readonly [column: Column, label: string, show?: Show]

const GROUPS: readonly (readonly [string, readonly Line[]])[][] = [
  [
    [
      'Checkpoints',
      [
        ['recorded', 'Recorded'],
        ['retired', 'Retired'],
        ['missing', 'Missing'],
        ['cleared', 'Cleared'],
        ['reappeared', 'Reappeared'],
        ['listed', 'Listed at the end'],
      ],
    ],
    [
      'Sizes',
      [
        ['recorded_bytes', 'Recorded', 'bytes'],
        ['recorded_without_size', 'without a size'],
        ['listed_bytes', 'Listed', 'bytes'],
        ['listed_without_size', 'without a size'],
      ],
    ],
    [
      'Changes',
      [
        ['fingerprint_count', 'Fingerprints in use'],
        ['fingerprint_changes', 'Fingerprint changed'],
        ['metadata_changes', 'Metadata changed'],
        ['lineage_changes', 'Lineage changed'],
      ],
    ],
  ],
  [
    [
      'Observation',
      [
        ['observed_from', 'Observed from', 'time'],
        ['observed_until', 'until', 'time'],
        ['coverage', 'Coverage', 'percent'],
        ['uncovered_seconds', 'Not covered', 'seconds'],
        ['unobservable_seconds', 'Unobservable', 'seconds'],
        ['longest_unobserved_seconds', 'Longest unobserved', 'seconds'],
        ['runs_not_seen', 'Runs that did not see it'],
      ],
    ],
    [
      'Frequency',
      [
        ['longest_gap_seconds', 'Longest gap', 'seconds'],
        ['longest_gap_from', 'from', 'time'],
        ['longest_gap_to', 'to', 'time'],
        ['recorded_without_time', 'Without a time in the UUID'],
        ['stale_after_seconds', 'Objective (staleAfter)', 'seconds'],
        ['within_objective', 'Within objective', 'percent'],
      ],
    ],
  ],
  [
    [
      'Alerts',
      [
        ['alerts_raised', 'Raised'],
        ['alerts_critical', 'of these critical'],
        ['alerts_open', 'Open at the end'],
        ['alerts_open_critical', 'of these critical'],
        ['acknowledge_median_seconds', 'Acknowledged, median', 'seconds'],
        ['acknowledge_max_seconds', 'longest', 'seconds'],
        ['resolve_median_seconds', 'Resolved, median', 'seconds'],
        ['resolve_max_seconds', 'longest', 'seconds'],
      ],
    ],
    [
      'People',
      [
        ['holds_placed', 'Holds placed'],
        ['holds_released', 'Holds released'],
        ['holds_broken', 'Holds broken'],
        ['holds_lasting', 'Holds at the end'],
        ['drill_count', 'Drills'],
        ['approval_count', 'Approvals'],
        ['maintenance_count', 'Maintenance windows'],
        ['exception_count', 'Exceptions'],
      ],
    ],
    [
      'Stored copies',
      [
        ['copies', 'In the store at the end'],
        ['copies_missing', 'Missing'],
        ['newest_synced_at', 'Newest synced', 'time'],
        ['newest_complete_at', 'Newest complete', 'time'],
        ['newest_verified_at', 'Newest verified', 'time'],
        ['newest_kept_at', 'Newest kept', 'time'],
        ['recovery_point_age_seconds', 'Recovery point, age at the end', 'seconds'],
        ['store_alerts_open', 'Alerts open at the end'],
      ],
    ],
  ],
]

const CHAIN: readonly Line[] = [
  ['pipeline_id', 'Feldera id', 'code'],
  ['oldest', 'Oldest listed', 'code'],
  ['newest', 'Newest listed', 'code'],
  ['newest_verified', 'Recovery point', 'code'],
  ['configuration', 'Configuration', 'code'],
  ['first_hash', 'First entry', 'code'],
  ['last_hash', 'Last entry', 'code'],
]

// Shown beside another figure of the chain.
const BESIDE: { readonly [column in Column]?: readonly Line[] } = {
  oldest: [['oldest_at', 'begun', 'time']],
  newest: [['newest_at', 'begun', 'time']],
  configuration: [['policy_since', 'this policy since', 'time']],
  first_hash: [['first_seq', 'number']],
  last_hash: [
    ['last_seq', 'number'],
    ['entry_count', 'in the period'],
  ],
}

/** All that a period shows of one pipeline. */
export function pipelineSectionOf(one: PipelineFigures): Markup {
  return html`<section class="pipeline"><header><h3>${figure('pipeline', one.pipeline)} ${statusBadge(one)}</h3>
<div hidden>${figure('source', one.source)}${figure('name', one.name)}</div></header>
<div class="grid">${GROUPS.map(
    (groups) =>
      html`<dl>${groups.map(
        ([head, lines]) =>
          html`<div class="head"><dt>${head}</dt></div>${lines.map(
            (line) => html`<div><dt>${line[1]}</dt><dd>${shown(one, line)}</dd></div>`,
          )}`,
      )}</dl>`,
  )}</div>
<dl class="chain">${CHAIN.map(
    (line) =>
      html`<dt>${line[1]}</dt><dd>${shown(one, line)}${(BESIDE[line[0]] ?? []).map((other) =>
        one[line[0]] === null
          ? html`<span hidden>${shown(one, other)}</span>`
          : html` · ${other[1]} ${shown(one, other)}`,
      )}</dd>`,
  )}<dt>Policy at the end</dt><dd>${policyWords(one)}</dd></dl>
${pipelineTables(one)}</section>
`
}

export function statusBadge({ status, watched }: Pick<PipelineFigures, 'status' | 'watched'>): Markup {
  const mark = status === 'observed' ? 'good' : status === 'removed' ? 'none' : 'bad'
  return html`<span class="badge ${mark}">${figure('status', status, status.replaceAll('-', ' '))}</span> ${
    watched === false ? html`<span class="badge warn">not watched</span>` : html``
  }<span hidden>${figure('watched', watched)}</span>`
}

function shown(one: PipelineFigures, [column, , show = 'count']: Line): Markup {
  const value = one[column]
  if (value === null) return figure(column, null)
  switch (show) {
    case 'count':
      return figure(column, value)
    case 'bytes':
      return html`${figure(column, value)} B`
    case 'seconds':
      return figure(column, value, durationWords(Number(value)))
    case 'percent':
      return figure(column, value, percentWords(Number(value)))
    case 'time':
      return figure(column, value, timeWords(String(value)))
    case 'code':
      return html`<code>${figure(column, value, String(value))}</code>`
    default:
      return show satisfies never
  }
}

function policyWords({ policy, watched }: PipelineFigures): Markup {
  if (policy === null) {
    return html`${watched === false ? 'none: no configuration names it' : 'not known: the configuration is not kept or cannot be read'}`
  }
  return html`${Object.entries(policy).map(([key, value], i) => html`${i === 0 ? '' : ' · '}${key} ${code(JSON.stringify(value))}`)}`
}
