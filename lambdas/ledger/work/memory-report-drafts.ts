import type { DueReport, ReportDrafts } from './report-drafts.ts'

/** Reports on their way, in memory: for tests. */
export function createMemoryReportDrafts(): ReportDrafts {
  const wanted = new Map<string, DueReport>()
  const kept = new Map<string, Map<string, string>>()
  return {
    want: async (report) => {
      if (!wanted.has(report.id)) wanted.set(report.id, report)
    },
    wanted: async () => [...wanted.values()],
    keep: async (id, pipeline, text) => {
      kept.set(id, (kept.get(id) ?? new Map<string, string>()).set(pipeline, text))
    },
    kept: async (id) => new Map(kept.get(id)),
    done: async (id) => {
      wanted.delete(id)
      kept.delete(id)
    },
  }
}
