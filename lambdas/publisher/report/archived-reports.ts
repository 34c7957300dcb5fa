import { createHash } from 'node:crypto'
import type { Archive, ArchiveReader } from '../../archive/archive.ts'
import { equalBytes } from '../../archive/equal-bytes.ts'
import { canonicalJson, type Json, sha256Hex } from '../../domain/canonical.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { instant } from '../../domain/instant.ts'
import { isObject } from '../../domain/json-object.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { eventsWith, type Found } from '../../ledger/search.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { recordAction } from '../actions/record-action.ts'
import { isFailure } from '../failure.ts'
import { CONTENT_TYPES, REPORT_FORMATS, type ReportFormat, written } from './formats.ts'
import { type ReportAsked, reportFolder } from './report-asked.ts'
import type { RetentionReport } from './retention.ts'
import { REPORTS_LEDGER } from './sign-off.ts'

// The JSON last: where it is, all of the report is.
const IN_ORDER = ['csv', 'html', 'json'] as const satisfies readonly ReportFormat[]
type Unwritten = Exclude<ReportFormat, (typeof IN_ORDER)[number]>
const NONE_UNWRITTEN: Unwritten extends never ? true : never = true
void NONE_UNWRITTEN

export function archivedName(asked: ReportAsked, format: ReportFormat): string {
  return `${reportFolder(asked)}/retention.${format}`
}

/**
 * Writes the report in every format, locked. What another attempt has written stays: it says the same, of another moment. Throws a `Fork`
 * where it says something else.
 */
export async function putReport(
  archive: Archive,
  asked: ReportAsked,
  report: RetentionReport,
): Promise<void> {
  const lockUntilMs = Date.parse(report.head.generated_at) + report.lockForMs
  for (const format of IN_ORDER) {
    const name = archivedName(asked, format)
    const pieces: Buffer[] = []
    for await (const piece of written(report, format)) pieces.push(Buffer.from(piece))
    const bytes = Buffer.concat(pieces)
    const there = await archive.get(name)
    if (there !== undefined && isSame(format, there, report.sha256, bytes)) continue
    await archive.put(name, bytes, { contentType: CONTENT_TYPES[format], lockUntilMs })
  }
}

function isSame(format: ReportFormat, there: Uint8Array, sha256: string, bytes: Uint8Array): boolean {
  const text = Buffer.from(there).toString('utf8')
  switch (format) {
    case 'json':
      return signedHashOf(text) === sha256
    case 'html':
      return text.includes(sha256)
    case 'csv':
      // Nothing of the moment stands in it: other bytes are other figures.
      return equalBytes(there, bytes)
    default:
      return format satisfies never
  }
}

/** What is signed off of a report, from the text of its JSON. */
function signedHashOf(text: string): string {
  const report: Json = JSON.parse(text)
  if (!isReport(report)) throw new Error('the archived report is no JSON object')
  const { generated_at: _moment, log: _log, ...signed } = report
  return sha256Hex(canonicalJson(signed))
}

function isReport(json: Json): json is { readonly [key: string]: Json | undefined } {
  return isObject(json)
}

/** Records that the report is in the archive, once: the entry is what tells people of it, and brings its hash into the signed log. */
export async function recordArchived(ports: ActionPorts, asked: ReportAsked): Promise<LedgerEvent> {
  const objects: { [format: string]: string } = {}
  let sha256 = ''
  for (const format of REPORT_FORMATS) {
    const name = archivedName(asked, format)
    const bytes = await ports.archive.get(name)
    if (bytes === undefined) throw new Error(`${name}: was written and is not there`)
    objects[format] = createHash('sha256').update(bytes).digest('hex')
    if (format === 'json') sha256 = signedHashOf(Buffer.from(bytes).toString('utf8'))
  }
  const { period, selection } = asked
  const data = { ...period, ...selection, archive: reportFolder(asked), sha256, objects }
  const event: LedgerEvent = { kind: 'report-archived', severity: 'info', data }
  const recorded = await recordAction(ports, { name: REPORTS_LEDGER, actor: 'publisher' }, async () =>
    (await archivedEvent(ports.ledger, asked)) === undefined ? [event] : [],
  )
  if (isFailure(recorded)) throw new Error(recorded.message)
  return event
}

/** What is recorded of this report in the archive; undefined where it is not there, or not recorded yet. */
export async function archivedEvent(ledger: Ledger, asked: ReportAsked): Promise<Found | undefined> {
  const head = await ledger.head(REPORTS_LEDGER)
  if (head === undefined) return undefined
  const range = { kinds: ['report-archived'] as const, fromSeq: head.entry.seq, downTo: 1 }
  const folder = reportFolder(asked)
  const found = await eventsWith(ledger, REPORTS_LEDGER, range, ({ data }) => data['archive'] === folder)
  return found[0]
}

/** Whether all of the report is in the archive: one question, whatever its size. */
export async function isArchived(archive: Pick<ArchiveReader, 'list'>, asked: ReportAsked): Promise<boolean> {
  const wanted = archivedName(asked, 'json')
  for await (const name of archive.list(`${reportFolder(asked)}/`)) if (name === wanted) return true
  return false
}

/** The month before the one of this moment, in UTC. */
export function monthBefore(nowMs: number): ReportAsked {
  const now = new Date(nowMs)
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  const period = { from: instant(Date.UTC(year, month - 1)), to: instant(Date.UTC(year, month)) }
  return { period, selection: { source: null, q: null, pipelines: null } }
}
