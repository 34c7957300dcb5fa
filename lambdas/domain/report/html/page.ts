import { createHash } from 'node:crypto'
import { figuresIn, type PipelineFigures } from '../pipeline-figures.ts'
import type { ReportHead } from '../report-form.ts'
import { cover } from './cover.ts'
import { headCells, html } from './markup.ts'
import { pipelineSectionOf } from './pipeline.ts'
import { controlsSheet, howItIsCounted, howToVerify, notProven } from './prose.ts'
import { STYLE } from './style.ts'
import { OVERVIEW_HEADS, overviewRow, summary } from './summary.ts'

/** What the page may do: show itself. Not even its own style is allowed but by its hash. */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

export interface Page {
  readonly head: ReportHead
  readonly sha256: string
  readonly worst: readonly PipelineFigures[]
  /** The canonical texts of the pipelines; gone through twice. */
  readonly pipelines: () => AsyncIterable<string> | Iterable<string>
}

/** The report as one self-contained page, to be read and to be printed, piece by piece. */
export async function* reportHtml({ head, sha256, worst, pipelines }: Page): AsyncGenerator<string> {
  const title = `Retention report ${head.from.slice(0, 10)} to ${head.to.slice(0, 10)}`
  yield html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${{ markup: STYLE }}</style></head><body><main>
${cover(head, sha256)}${summary(head, worst)}`.markup
  if (head.totals.pipelines > 0) yield* allPipelines(pipelines)
  yield html`${howItIsCounted()}${notProven()}${howToVerify(argumentsOf(head), sha256)}${controlsSheet()}</main></body></html>
`.markup
}

async function* allPipelines(pipelines: Page['pipelines']): AsyncGenerator<string> {
  yield html`<section><h2>All pipelines</h2><table><caption>Every pipeline of this report, by name</caption><thead><tr>${headCells(OVERVIEW_HEADS)}</tr></thead><tbody>
`.markup
  for await (const one of parsed(pipelines()))
    yield html`<tr>${overviewRow(one)}</tr>
`.markup
  yield '</tbody></table></section>\n<section><h2>Pipelines one by one</h2>\n'
  for await (const one of parsed(pipelines())) yield pipelineSectionOf(one).markup
  yield '</section>\n'
}

async function* parsed(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<PipelineFigures> {
  for await (const text of texts) yield figuresIn(text)
}

/** The report again, as the command line takes it; texts of people are quoted for a shell. */
function argumentsOf({ from, to, selection: { source, pipelines, q } }: ReportHead): string {
  const flags = { from, to, source, pipelines, q }
  return Object.entries(flags)
    .flatMap(([name, value]) => (value === null ? [] : [`--${name} ${quoted(value)}`]))
    .join(' ')
}

function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
