import * as z from 'zod'
import { REPORT_STATUSES } from '../../../domain/report/pipeline-figures.ts'
import { POLICY } from '../pipelines.ts'
import { COUNT, PIPELINE, SHA256_HEX, TIME, U64_TEXT, UUID } from '../values.ts'
import { COUNTED, PERCENT, RANGE, SECONDS } from './counts.ts'
import { REPORTED_ALERT, REPORTED_DRILL, REPORTED_EXCEPTION, REPORTED_HOLD, REPORTED_PLAN } from './people.ts'

const FINGERPRINT = z
  .strictObject({
    fingerprint: U64_TEXT.describe('The fingerprint, as decimal text'),
    first_seen_at: TIME.describe(
      'When the first checkpoint with it was first seen; it may be before the period',
    ),
    last_seen_at: TIME.describe('When one with it was last known to be listed'),
    recorded: COUNT.describe('Checkpoints with it that were recorded in the period'),
    listed: COUNT.describe('Checkpoints with it that were listed at the end'),
    cause: z
      .string()
      .describe(
        'Why it came: `before` the period, at `first-sight`, `program-version`, `platform-version`, `unexplained`, `fingerprint-changed`; `recorded` where it was no change against the one before',
      ),
  })
  .meta({ id: 'ReportedFingerprint', description: 'A fingerprint that checkpoints of the period bear' })

const TIMES = {
  oldest: UUID.nullable().describe('The oldest checkpoint listed at the end; null: none is'),
  oldest_at: TIME.nullable().describe(
    'When that was begun, by the time in its UUID; where that has none, first seen; or null',
  ),
  newest: UUID.nullable().describe('The newest checkpoint listed at the end; null: none is'),
  newest_at: TIME.nullable().describe('When that was begun, in the same way, or null'),
  longest_gap_seconds: SECONDS.nullable().describe(
    'Longest time between the beginnings of two consecutive checkpoints, by the times in their UUIDs; the first gap begins with the last one before the period; null: there are no two',
  ),
  longest_gap_from: TIME.nullable().describe('When that gap began, or null'),
  longest_gap_to: TIME.nullable().describe('When that gap ended, or null'),
  recorded_without_time: COUNT.describe('Recorded checkpoints whose UUID has no time: in no gap'),
  stale_after_seconds: z
    .number()
    .min(0)
    .nullable()
    .describe('`staleAfter` of its policy at the end, in seconds; null: it has none, or it is not known'),
  within_objective: PERCENT.nullable().describe(
    'Per cent of the time observed in which the newest checkpoint was younger than `staleAfter`, rounded down to one decimal; null: it has none, or was not observed',
  ),
}

const LOOKS = {
  observed_from: TIME.nullable().describe(
    'Beginning of what was observed of the period: its start, or the first complete answer; null: none of it was',
  ),
  observed_until: TIME.nullable().describe('End of what was observed of the period, or null'),
  coverage: PERCENT.nullable().describe(
    'Per cent of the time observed in which nothing can have come and gone unseen, rounded down to one decimal; null: it was not observed',
  ),
  longest_unobserved_seconds: SECONDS.describe(
    'Longest time of the period without a sight of it, for whatever reason, in seconds',
  ),
  runs_not_seen: COUNT.describe('Runs of the period that did not see it, also because it was stopped'),
}

const REACTIONS = {
  acknowledge_median_seconds: SECONDS.nullable().describe(
    'Median time from an alert to its acknowledgement, in seconds, the lower of the middle two; null: none was acknowledged',
  ),
  acknowledge_max_seconds: SECONDS.nullable().describe('Longest such time, in seconds, or null'),
  resolve_median_seconds: SECONDS.nullable().describe(
    'Median time from an alert to its end, in seconds; null: none has ended',
  ),
  resolve_max_seconds: SECONDS.nullable().describe('Longest such time, in seconds, or null'),
}

const COPIES = {
  copies: COUNT.nullable().describe(
    'Checkpoints in the catalog of its store at the end; null: none was checked by then',
  ),
  copies_missing: COUNT.nullable().describe('Copies that were gone without an explanation, or null'),
  newest_synced_at: TIME.nullable().describe(
    'When the newest checkpoint in the store’s catalog was begun, or null',
  ),
  newest_complete_at: TIME.nullable().describe('The same of the newest whose objects were all there'),
  newest_verified: UUID.nullable().describe(
    'The newest checkpoint of which all that it needs was there and whole: the recovery point; or null',
  ),
  newest_verified_at: TIME.nullable().describe('When that was begun, or null'),
  newest_kept_at: TIME.nullable().describe('The same of the newest locked copy of ours'),
  recovery_point_age_seconds: SECONDS.nullable().describe(
    'How old that recovery point was at the end, in seconds: what would have been lost with the pipeline’s disk; null: there was none',
  ),
  store_alerts_open: COUNT.nullable().describe('Alerts of the store that were open at the end, or null'),
}

const LISTS = {
  events: z.record(z.string(), COUNT).describe('How many events of the period there are, by kind'),
  fingerprints: z
    .array(FINGERPRINT)
    .describe('Fingerprints by first sight; the last 100, `fingerprint_count` is whole'),
  critical_alerts: z
    .array(REPORTED_ALERT)
    .describe('Critical alerts of the period; at most 100, `alerts_critical` is whole'),
  holds: z.array(REPORTED_HOLD).describe('Holds that lasted at some time of the period; at most 100'),
  drills: z.array(REPORTED_DRILL).describe('Restore drills; at most 100, `drill_count` is whole'),
  approvals: z.array(REPORTED_PLAN).describe('Approved changes; at most 100, `approval_count` is whole'),
  maintenance: z
    .array(REPORTED_PLAN)
    .describe('Maintenance windows; at most 100, `maintenance_count` is whole'),
  exceptions: z
    .array(REPORTED_EXCEPTION)
    .describe('What was recorded and not alarmed; at most 100, `exception_count` is whole'),
}

export const REPORTED_PIPELINE = z
  .strictObject({
    pipeline: PIPELINE.describe('`source/name`'),
    source: z.string().describe('Its source'),
    name: z.string().describe('Its name in Feldera'),
    pipeline_id: z.string().nullable().describe('Feldera’s id of it at the end; null: not known'),
    status: z
      .enum(REPORT_STATUSES)
      .describe('At the end; `nothing-recorded`: there is no answer of it, nor that it could not be seen'),
    watched: z
      .boolean()
      .nullable()
      .describe('Whether the configuration in force at the end names it; null: that cannot be read'),
    ...COUNTED,
    ...TIMES,
    ...LOOKS,
    fingerprint_count: COUNT.describe('Fingerprints that checkpoints of the period bear'),
    ...REACTIONS,
    ...COPIES,
    policy_since: TIME.nullable().describe(
      'Since when its policy was what it is at the end; null: not known',
    ),
    configuration: SHA256_HEX.nullable().describe(
      'SHA-256 of the configuration in force at the end; null: no run names one',
    ),
    ...RANGE,
    policy: POLICY.nullable().describe('Its policy at the end; null: not watched, or not known'),
    ...LISTS,
  })
  .meta({ id: 'ReportedPipeline', description: 'What the record of one pipeline shows of the period' })
