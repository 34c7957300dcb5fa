import { createMemoryReportDrafts } from '../../lambdas/ledger/work/memory-report-drafts.ts'
import type { ReportStores } from '../../lambdas/publisher/report/ports.ts'

/** What reports need besides the ledgers, in memory: a log that knows no ledger yet. */
export function memoryReportStores(other: Partial<ReportStores> = {}): ReportStores {
  return {
    watermarks: async () => new Map(),
    drafts: createMemoryReportDrafts(),
    archiveLink: (name) => `s3://archive/${name}`,
    ...other,
  }
}
