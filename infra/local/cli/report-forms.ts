/** How the commands of compliance are asked for (ledger-arguments.ts). */

export const REPORT_USAGE = `  report --from TIME --to TIME [--format json|csv|html] [--out FILE] [--source S] [--pipelines PATTERN] [--q TEXT]
         what was kept and lost in a period, for compliance
  archive-report [--month YYYY-MM]                             the report of a month (the last one) into the archive, if it is not there
  sign-off --from TIME --to TIME [--note TEXT] [--sha256 HASH] [--source S] [--pipelines PATTERN] [--q TEXT]
         makes the report again and records that you sign it off
  sign-offs                                               [--limit N]   reports that were signed off, newest first`

/** Flags that no other command has. */
const TEXT = { type: 'string' } as const
export const REPORT_FLAGS = {
  format: TEXT,
  source: TEXT,
  pipelines: TEXT,
  q: TEXT,
  month: TEXT,
  sha256: TEXT,
} as const

export const REPORTS = {
  report: { operands: [], flags: ['from', 'to', 'format', 'out', 'source', 'pipelines', 'q'] },
  'archive-report': { operands: [], flags: ['month'] },
  'sign-off': { operands: [], flags: ['from', 'to', 'note', 'sha256', 'source', 'pipelines', 'q'] },
} as const
