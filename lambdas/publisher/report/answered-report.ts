import type { ActionPorts } from '../actions/ports.ts'
import { MOST_BYTES } from '../delivery.ts'
import { headersOf, type ReportFormat, written } from './formats.ts'
import type { ReportAsked } from './report-asked.ts'
import { type RetentionReport, retentionReport } from './retention.ts'
import { memorySpool } from './spool.ts'

// API Gateway waits 29 s for an answer.
const WITHIN_MS = 20_000

/** Why a report cannot be had at once. */
export type TooMuch = 'too-large' | 'too-slow'

export interface Answered {
  readonly text: string
  readonly headers: { readonly [name: string]: string }
}

/** The report as the body of one answer, or why it does not fit into one. */
export async function answeredReport(
  ports: ActionPorts,
  asked: ReportAsked,
  format: ReportFormat,
): Promise<Answered | TooMuch> {
  const report = await reportAtOnce(ports, asked)
  if (typeof report === 'string') return report
  const pieces: string[] = []
  let bytes = 0
  for await (const piece of written(report, format)) {
    bytes += Buffer.byteLength(piece)
    if (bytes > MOST_BYTES) return 'too-large'
    pieces.push(piece)
  }
  const name = `retention-${report.head.from.slice(0, 10)}-${report.head.to.slice(0, 10)}`
  const headers = { ...headersOf(format, name), 'checkpoint-ledger-report-sha256': report.sha256 }
  return { text: pieces.join(''), headers }
}

/** The report in memory, within the time and the size of one answer. */
export async function reportAtOnce(
  ports: ActionPorts,
  { period, selection }: ReportAsked,
): Promise<RetentionReport | TooMuch> {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort('too-slow'), WITHIN_MS)
  const spool = memorySpool(MOST_BYTES, () => giveUp.abort('too-large'))
  try {
    return await retentionReport(ports, { period, selection, spool, signal: giveUp.signal })
  } catch (error) {
    if (!giveUp.signal.aborted || error !== giveUp.signal.reason) throw error
    return giveUp.signal.reason === 'too-large' ? 'too-large' : 'too-slow'
  } finally {
    clearTimeout(timer)
  }
}
