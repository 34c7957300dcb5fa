import type { Instant } from '../../../lambdas/domain/instant.ts'
import type { PipelineFigures } from '../../../lambdas/domain/report/pipeline-figures.ts'
import { ALL_PIPELINES, type Selection } from '../../../lambdas/domain/report/selection.ts'
import type { Ledger } from '../../../lambdas/ledger/ledger.ts'
import { createMemoryOverviews } from '../../../lambdas/ledger/work/memory-overviews.ts'
import { REPORT_FORMATS, written } from '../../../lambdas/publisher/report/formats.ts'
import type { ReportPorts } from '../../../lambdas/publisher/report/ports.ts'
import { retentionReport } from '../../../lambdas/publisher/report/retention.ts'
import { memorySpool } from '../../../lambdas/publisher/report/spool.ts'
import { T0 } from '../../support/listings.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'
import { memoryReportStores } from '../../support/report-stores.ts'

/** The report of a period, in every format. */
export async function reported(
  ports: ReportPorts,
  from: Instant,
  to: Instant,
  selection: Selection = ALL_PIPELINES,
) {
  const wanted = {
    period: { from, to },
    selection,
    spool: memorySpool(),
    signal: new AbortController().signal,
  }
  const report = await retentionReport(ports, wanted)
  const texts: { [format: string]: string } = {}
  for (const format of REPORT_FORMATS) texts[format] = await joined(written(report, format))
  const { json = '', csv = '', html = '' } = texts
  const whole = JSON.parse(json) as Whole
  const of = (pipeline: string): PipelineFigures => {
    const found = whole.pipelines.find((one) => one.pipeline === pipeline)
    if (found === undefined) throw new Error(`${pipeline} is not in the report`)
    return found
  }
  return { ...report, json, csv, html, whole, of }
}

export type Whole = Awaited<ReturnType<typeof retentionReport>>['head'] & {
  readonly pipelines: readonly PipelineFigures[]
}

/** Over one ledger alone, which the log knows. */
export function portsOver(
  ledger: Ledger,
  names: readonly string[] = ['prod/orders'],
  nowMs = T0 + 400 * 86_400_000,
): ReportPorts {
  const watermarks = async () => new Map([['0', new Map(names.map((name) => [name, 1]))]])
  return {
    ledger,
    overviews: createMemoryOverviews(),
    archive: createMemoryArchive(),
    origin: 'log.example',
    clock: { now: () => nowMs },
    reports: memoryReportStores({ watermarks }),
  }
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}
