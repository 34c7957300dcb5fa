import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import type { ReportAsked } from '../../../lambdas/publisher/report/report-asked.ts'
import { type RetentionReport, retentionReport } from '../../../lambdas/publisher/report/retention.ts'
import { progressBar } from './progress-bar.ts'
import { fileSpool } from './report-files.ts'

/** Makes the report, with a bar on the terminal, and does the work with it; what it needed on the disk is gone afterwards. */
export async function withReport<T>(
  ports: ActionPorts,
  wanted: ReportAsked,
  work: (report: RetentionReport) => Promise<T>,
): Promise<T> {
  const spool = await fileSpool()
  try {
    const progress = progressBar(process.stderr)
    const report = await retentionReport(ports, {
      ...wanted,
      spool,
      signal: new AbortController().signal,
      onProgress: (done, of) => progress.show('pipelines', BigInt(done), BigInt(of)),
    }).finally(progress.end)
    return await work(report)
  } finally {
    await spool.remove()
  }
}
