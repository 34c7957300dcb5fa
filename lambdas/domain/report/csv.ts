import { COLUMNS } from './columns.ts'
import { figuresIn } from './pipeline-figures.ts'

// What a spreadsheet would run as a formula (OWASP, CSV injection; in some locales the full-width forms as well).
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
// What it would read as a number, a date or a time, and show otherwise: 16 digits and more lose their last ones.
const NUMBER_OR_DATE = /^[\d.,:/\s-]+(?:e[+-]?\d+)?$/i

/** The report as CSV (RFC 4180: CRLF, a header, quotes where they are needed), a row per pipeline, piece by piece. */
export async function* reportCsv(
  pipelines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`
  for await (const text of pipelines) {
    const figures = figuresIn(text)
    yield `${COLUMNS.map((column) => cell(figures[column])).join(',')}\r\n`
  }
}

/**
 * Numbers as they are, nothing for null. A text that a spreadsheet would take for something else (a formula, a number, a date), or that
 * begins with an apostrophe, has an apostrophe in front: who reads it as text takes one off, and nothing is lost.
 */
export function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const isTaken = FORMULA.test(value) || NUMBER_OR_DATE.test(value) || value.startsWith("'")
  const text = isTaken ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
