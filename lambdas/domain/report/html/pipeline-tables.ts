import type { PipelineFigures } from '../pipeline-figures.ts'
import type { Plan } from '../said-by-people.ts'
import { html, type Markup, table } from './markup.ts'
import { code, td, tdNumber, time } from './values.ts'

/** What a pipeline's figures name one by one. Where there are more than are listed, the caption says so. */
export function pipelineTables(one: PipelineFigures): Markup {
  return html`${fingerprints(one)}${criticalAlerts(one)}${holds(one)}${drills(one)}${plans(
    'Approved changes',
    one.approvals,
    one.approval_count,
  )}${plans('Maintenance windows', one.maintenance, one.maintenance_count)}${exceptions(one)}${events(one)}`
}

function captioned(what: string, listed: number, all: number): string {
  return listed < all ? `${what} (${listed} of ${all})` : what
}

function fingerprints({ fingerprints: uses, fingerprint_count }: PipelineFigures): Markup {
  return table(
    captioned('Fingerprints in use', uses.length, fingerprint_count),
    ['Fingerprint', 'First seen', 'Last seen', { number: 'Recorded' }, { number: 'Listed' }, 'Why it came'],
    uses.map((use) => [
      html`<th scope="row">${code(use.fingerprint)}</th>`,
      td(time(use.first_seen_at)),
      td(time(use.last_seen_at)),
      tdNumber(use.recorded),
      tdNumber(use.listed),
      td(use.cause.replaceAll('-', ' ')),
    ]),
  )
}

function criticalAlerts({ critical_alerts, alerts_critical }: PipelineFigures): Markup {
  return table(
    captioned('Critical alerts', critical_alerts.length, alerts_critical),
    ['Kind', 'Checkpoint', 'Raised', 'Acknowledged', 'Resolved', 'By whom, and what was said'],
    critical_alerts.map((alert) => [
      html`<th scope="row">${alert.kind.replaceAll('-', ' ')}</th>`,
      td(code(alert.uuid)),
      td(time(alert.raised_at)),
      td(time(alert.acknowledged_at)),
      td(time(alert.resolved_at)),
      td(said(alert.actor, alert.note)),
    ]),
  )
}

function holds({ holds: lives, holds_placed, holds_lasting }: PipelineFigures): Markup {
  return table(
    lives.length < 100
      ? 'Holds'
      : `Holds (the first 100; ${holds_placed} placed, ${holds_lasting} at the end)`,
    ['Checkpoint', 'Reason', 'By', 'Placed', 'Released', 'Broken'],
    lives.map((hold) => [
      html`<th scope="row">${code(hold.uuid)}</th>`,
      td(hold.reason),
      td(hold.actor),
      td(time(hold.placed_at)),
      td(time(hold.released_at)),
      td(time(hold.broken_at)),
    ]),
  )
}

function drills({ drills: all, drill_count }: PipelineFigures): Markup {
  return table(
    captioned('Restore drills', all.length, drill_count),
    ['Checkpoint', 'Outcome', 'Performed', { number: 'Minutes' }, 'By whom, and what was said'],
    all.map((drill) => [
      html`<th scope="row">${code(drill.uuid)}</th>`,
      td(drill.outcome),
      td(time(drill.performed_at)),
      tdNumber(drill.minutes),
      td(said(drill.actor, drill.note)),
    ]),
  )
}

function plans(what: string, all: readonly Plan[], count: number): Markup {
  return table(
    captioned(what, all.length, count),
    ['Kinds', 'From', 'Until', 'Ended early', 'By whom, and why'],
    all.map((plan) => [
      html`<th scope="row">${plan.kinds.join(', ')}</th>`,
      td(time(plan.from)),
      td(time(plan.until)),
      td(time(plan.ended_at)),
      td(said(plan.actor, plan.reason)),
    ]),
  )
}

function exceptions({ exceptions: all, exception_count }: PipelineFigures): Markup {
  return table(
    captioned('Exceptions: recorded, approved before, and not alarmed', all.length, exception_count),
    ['What', 'Checkpoint', 'At', 'Approval', 'Reason'],
    all.map((one) => [
      html`<th scope="row">${one.kind.replaceAll('-', ' ')}</th>`,
      td(code(one.uuid)),
      td(time(one.at)),
      td(code(one.approval)),
      td(one.reason),
    ]),
  )
}

function events({ events: counts }: PipelineFigures): Markup {
  const kinds = Object.entries(counts)
  if (kinds.length === 0) return html``
  return html`<p>Events of the period: ${kinds.map(
    ([kind, count], i) => html`${i === 0 ? '' : ', '}${kind.replaceAll('-', ' ')} ${count}`,
  )}.</p>
`
}

function said(actor: string | null, words: string | null): Markup {
  return html`${actor ?? '–'}${words === null ? '' : `: ${words}`}`
}
