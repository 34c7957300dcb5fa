import * as z from 'zod'
import { REPORT_FORMAT } from '../../../domain/report/report-form.ts'
import { COUNT, TIME, U64_TEXT } from '../values.ts'
import { TOTALS } from './counts.ts'
import { REPORTED_ALERT, REPORTED_SIGN_OFF } from './people.ts'
import { REPORTED_PIPELINE } from './pipeline.ts'
import { REPORTED_CONFIGURATION, REPORTED_RUNS } from './runs.ts'

export const SELECTION = z
  .strictObject({
    source: z.string().nullable().describe('Only pipelines of this source; null: of all'),
    q: z.string().nullable().describe('Only pipelines with this in `source/name`, in whatever case; or null'),
    pipelines: z
      .string()
      .nullable()
      .describe('A pattern with `*`: of `source/name` where it has a slash, else of the name; or null'),
  })
  .meta({ id: 'ReportSelection', description: 'Which pipelines a report is about: all where all is null' })

const LOG = z
  .strictObject({
    origin: z.string().describe('Name of the log'),
    size: U64_TEXT.describe('Entries in it, as decimal text'),
    root: z.string().describe('Merkle tree hash over them, Base64'),
  })
  .meta({ id: 'ReportLog', description: 'The newest signed state of the log as the report was made' })

const ALL = z
  .strictObject({
    ...TOTALS,
    pipelines_ended_before: COUNT.describe(
      'Pipelines removed, or no longer watched, before the period: not in the report',
    ),
    runs_cut: COUNT.describe(
      'Runs that could not name all that they did not see: what is said of single pipelines is too little by these',
    ),
    runs_done: COUNT.describe('Runs of all shards that left an entry'),
    runs_failed: COUNT.describe('Of these, runs that looked at no pipeline though there were some'),
    runs_missed: COUNT.nullable().describe(
      'Runs that were missed, of the shards that show a schedule; null: none does',
    ),
  })
  .meta({ id: 'ReportTotals', description: 'Sums over all pipelines of the report' })

const OF_SOURCE = z
  .strictObject({ source: z.string().describe('The source'), ...TOTALS })
  .meta({ id: 'ReportSourceTotals', description: 'Sums over the pipelines of one source' })

/** What `GET /v0/reports/retention` answers as JSON: closed, every member named. */
export const RETENTION_REPORT = z
  .strictObject({
    format: z.literal(REPORT_FORMAT).describe('The rules by which the figures are made'),
    from: TIME.describe('Beginning of the period'),
    to: TIME.describe('End of the period, not in it: everything is as known then'),
    settled_at: TIME.describe(
      'What is generated before this moment may still change, and cannot be signed off',
    ),
    generated_at: TIME.describe('When it was made; not part of its SHA-256'),
    log: LOG.describe('The newest signed log then; not part of its SHA-256'),
    selection: SELECTION,
    totals: ALL,
    sources: z.array(OF_SOURCE).describe('The same sums, by source'),
    runs: z.array(REPORTED_RUNS).describe('Runs of the recorder, by shard'),
    configurations: z
      .array(REPORTED_CONFIGURATION)
      .describe('Configurations of the period, by shard, the newest first'),
    source_alerts: z.array(REPORTED_ALERT).describe('Alerts of the period about a whole source'),
    sign_offs: z.array(REPORTED_SIGN_OFF).describe('Reports that were signed off within the period'),
    pipelines: z.array(REPORTED_PIPELINE).describe('Every pipeline that the record knows, by name'),
  })
  .meta({
    id: 'RetentionReport',
    description:
      'What was recorded, kept and lost in a period. Its SHA-256 is that of its canonical JSON (RFC 8785) without `generated_at` and `log`',
  })
