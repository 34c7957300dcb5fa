import type { Archive } from '../../archive/archive.ts'
import { instant } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import { settledAt } from '../../domain/report/period.ts'
import type { DueReport } from '../../ledger/work/report-drafts.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { isArchived, monthBefore, putReport, recordArchived } from './archived-reports.ts'
import { type ReportAsked, reportId } from './report-asked.ts'
import { knownLedgers } from './reported.ts'
import { retentionReport } from './retention.ts'
import { memorySpool } from './spool.ts'

export interface MakingPorts extends ActionPorts {
  /** Unlike the API's, one that can be written: under `reports/`, each object once. */
  readonly archive: Archive
}

export interface Made {
  readonly asked: ReportAsked
  /** `archived`: all of it is there, and recorded. `goes-on`: what was found is kept, and the next invocation takes it up. */
  readonly outcome: 'archived' | 'goes-on' | 'not-settled'
}

/**
 * Makes the report of the last month, if it is not in the archive yet, and all that were asked for and are too large for an answer.
 * Repeating it changes nothing: a tick of the schedule that finds nothing to do costs one list and one query.
 */
export async function makeDueReports(ports: MakingPorts, untilMs: number): Promise<readonly Made[]> {
  const month = monthBefore(ports.clock.now())
  if (await isDue(ports, month)) await wantReport(ports, month)
  const made: Made[] = []
  const failed = new Map<string, unknown>()
  for (const { from, to, selection } of await ports.reports.drafts.wanted()) {
    // One that cannot be made holds up no other.
    await makeReport(ports, { period: { from, to }, selection }, untilMs).then(
      (one) => made.push(one),
      (error: unknown) => failed.set(`${from} to ${to}: ${errorText(error)}`, error),
    )
  }
  if (failed.size > 0)
    throw new AggregateError(failed.values(), `reports not made: ${[...failed.keys()].join('; ')}`)
  return made
}

/** Remembers that the report is to be brought into the archive. */
export async function wantReport({ reports, clock }: ActionPorts, asked: ReportAsked): Promise<void> {
  const due: DueReport = { id: reportId(asked), ...asked.period, selection: asked.selection }
  await reports.drafts.want(due, instant(clock.now()))
}

/** Whether the period has settled, somebody looked before its end, and nothing is in the archive yet. */
async function isDue(ports: MakingPorts, asked: ReportAsked): Promise<boolean> {
  const { to } = asked.period
  if (instant(ports.clock.now()) < settledAt(to) || (await isArchived(ports.archive, asked))) return false
  for (const shard of (await knownLedgers(ports)).shards) {
    const [first] = await ports.ledger.readForward(shard, 1, 1)
    if (first !== undefined && first.entry.at < to) return true
  }
  return false
}

/** Brings the report into the archive, as far as it comes until then: what was found of single pipelines is kept. */
export async function makeReport(
  ports: MakingPorts,
  asked: ReportAsked,
  untilMs: number,
  onProgress: (done: number, of: number) => void = () => {},
): Promise<Made> {
  const { clock, archive } = ports
  const { drafts } = ports.reports
  if (instant(clock.now()) < settledAt(asked.period.to)) return { asked, outcome: 'not-settled' }
  const id = reportId(asked)
  if (!(await isArchived(archive, asked))) {
    const found = await drafts.kept(id)
    const keep = (pipeline: string, text: string) => drafts.keep(id, pipeline, text, instant(clock.now()))
    const late = new AbortController()
    const timer = Number.isFinite(untilMs)
      ? setTimeout(() => late.abort('late'), Math.max(0, untilMs - clock.now()))
      : undefined
    try {
      const wanted = {
        ...asked,
        spool: memorySpool(),
        signal: late.signal,
        sections: { found, keep },
        onProgress,
      }
      await putReport(archive, asked, await retentionReport(ports, wanted))
    } catch (error) {
      if (!late.signal.aborted || error !== late.signal.reason) throw error
      return { asked, outcome: 'goes-on' }
    } finally {
      clearTimeout(timer)
    }
  }
  await recordArchived(ports, asked)
  await drafts.done(id)
  return { asked, outcome: 'archived' }
}
