import { unixMs } from '../../instant.ts'
import type { ReportHead } from '../report-form.ts'
import { html, type Markup } from './markup.ts'
import { code, durationWords, figure, time } from './values.ts'

/** The first page: what this is about, and by what it can be recognised. */
export function cover(head: ReportHead, sha256: string): Markup {
  const { from, to, settled_at, generated_at, log } = head
  const isSettled = generated_at >= settled_at
  const length = durationWords((unixMs(to) - unixMs(from)) / 1_000)
  return html`<section class="cover"><p class="eyebrow">Checkpoint Ledger</p>
<h1>Retention report</h1>
<p class="lead">${time(from)} to ${time(to)} UTC <span class="none">(${length}; the end is not included)</span> ${
    isSettled
      ? html`<span class="badge good">settled</span>`
      : html`<span class="badge warn">provisional</span>`
  }</p>
${
  isSettled
    ? html``
    : html`<p class="warn"><b>Provisional:</b> this was generated before ${time(settled_at)}, and may still change: entries that belong to the period can come until then. It cannot be signed off yet.</p>`
}<dl class="facts">
<dt>Pipelines</dt><dd>${selectionWords(head)}</dd>
<dt>Period</dt><dd>${figure('from', from)} ≤ t &lt; ${figure('to', to)}</dd>
<dt>Settled at</dt><dd>${figure('settled_at', settled_at)}</dd>
<dt>Generated at</dt><dd>${generated_at}</dd>
<dt>SHA-256 of this report</dt><dd>${code(sha256)}<br><span class="none">of its canonical JSON (RFC 8785), without the moment of generation and the log below: the same for every copy</span></dd>
<dt>Log</dt><dd>${code(log.origin)}<br>size ${code(log.size)}, root ${code(log.root)}</dd>
<dt>Format</dt><dd>${code(head.format)}</dd>
</dl>
<div class="sign"><div>Reviewed by</div><div>Date</div><div>Signature</div></div>
</section>
`
}

function selectionWords({ selection: { source, q, pipelines }, totals }: ReportHead): Markup {
  const parts = [
    ...(source === null ? [] : [html`source ${code(source)}`]),
    ...(q === null ? [] : [html`names with ${code(q)} in them`]),
    ...(pipelines === null ? [] : [html`names that match ${code(pipelines)}`]),
  ]
  const left = totals.pipelines_ended_before
  const counted = html`${totals.pipelines} ${totals.pipelines === 1 ? 'pipeline' : 'pipelines'}${
    left === 0 ? '' : `; ${left} that ended before the period are left out`
  }`
  if (parts.length === 0) return html`all: ${counted}`
  return html`${parts.map((part, i) => html`${i === 0 ? '' : ', '}${part}`)}: ${counted}`
}
