import * as z from 'zod'
import { EVENT_KINDS, SEVERITIES } from '../../domain/event.ts'
import { REPORT_STATUSES } from '../../domain/report/pipeline-figures.ts'
import { REPORT_FORMAT } from '../../domain/report/report-form.ts'

/** What `GET /v0/reports/retention` answers as JSON, for its description and its tests: closed, every member named. */

const time = z.iso.datetime({ precision: 3 })
const count = z.int().min(0)
const seconds = count
const percent = z.number().min(0).max(100)
const text = z.string()
/** An exact integer of any size. */
const decimal = z.string().regex(/^(0|[1-9]\d*)$/)
const hash = z.string().regex(/^[0-9a-f]{64}$/)

const selection = z.strictObject({ source: text.nullable(), q: text.nullable(), pipelines: text.nullable() })

const counted = {
  recorded: count,
  retired: count,
  missing: count,
  cleared: count,
  reappeared: count,
  listed: count,
  recorded_bytes: decimal,
  recorded_without_size: count,
  listed_bytes: decimal,
  listed_without_size: count,
  uncovered_seconds: seconds,
  unobservable_seconds: seconds,
  fingerprint_changes: count,
  metadata_changes: count,
  lineage_changes: count,
  alerts_raised: count,
  alerts_critical: count,
  alerts_open: count,
  alerts_open_critical: count,
  holds_placed: count,
  holds_released: count,
  holds_broken: count,
  holds_lasting: count,
  drill_count: count,
  approval_count: count,
  maintenance_count: count,
  exception_count: count,
  entry_count: count,
}

const range = {
  first_seq: decimal.nullable(),
  first_hash: hash.nullable(),
  last_seq: decimal.nullable(),
  last_hash: hash.nullable(),
}

const totals = {
  pipelines: count,
  ...counted,
  coverage_lowest: percent.nullable(),
  pipelines_fully_covered: count,
  pipelines_with_missing: count,
  pipelines_unobservable: count,
  pipelines_removed: count,
  pipelines_not_observed: count,
}

const alert = z.strictObject({
  id: text,
  kind: z.enum(EVENT_KINDS),
  severity: z.enum(SEVERITIES),
  uuid: text.nullable(),
  raised_at: time,
  acknowledged_at: time.nullable(),
  resolved_at: time.nullable(),
  resolved_by: text.nullable(),
  actor: text.nullable(),
  note: text.nullable(),
})

const plan = z.strictObject({
  id: text.nullable(),
  kinds: z.array(text),
  from: text.nullable(),
  until: text.nullable(),
  reason: text.nullable(),
  actor: text,
  recorded_at: time,
  ended_at: time.nullable(),
})

const pipeline = z.strictObject({
  pipeline: text,
  source: text,
  name: text,
  pipeline_id: text.nullable(),
  status: z.enum(REPORT_STATUSES),
  watched: z.boolean().nullable(),
  ...counted,
  oldest: text.nullable(),
  oldest_at: time.nullable(),
  newest: text.nullable(),
  newest_at: time.nullable(),
  longest_gap_seconds: seconds.nullable(),
  longest_gap_from: time.nullable(),
  longest_gap_to: time.nullable(),
  recorded_without_time: count,
  stale_after_seconds: z.number().min(0).nullable(),
  within_objective: percent.nullable(),
  observed_from: time.nullable(),
  observed_until: time.nullable(),
  coverage: percent.nullable(),
  longest_unobserved_seconds: seconds,
  runs_not_seen: count,
  fingerprint_count: count,
  acknowledge_median_seconds: seconds.nullable(),
  acknowledge_max_seconds: seconds.nullable(),
  resolve_median_seconds: seconds.nullable(),
  resolve_max_seconds: seconds.nullable(),
  policy_since: time.nullable(),
  configuration: hash.nullable(),
  ...range,
  policy: z.record(text, z.json()).nullable(),
  events: z.record(text, count),
  fingerprints: z.array(
    z.strictObject({
      fingerprint: decimal,
      first_seen_at: time,
      last_seen_at: time,
      recorded: count,
      listed: count,
      cause: text,
    }),
  ),
  critical_alerts: z.array(alert),
  holds: z.array(
    z.strictObject({
      id: text,
      uuid: text,
      reason: text.nullable(),
      actor: text,
      placed_at: time,
      released_at: time.nullable(),
      broken_at: time.nullable(),
    }),
  ),
  drills: z.array(
    z.strictObject({
      id: text.nullable(),
      uuid: text.nullable(),
      outcome: text.nullable(),
      performed_at: text.nullable(),
      minutes: text.nullable(),
      note: text.nullable(),
      actor: text,
      recorded_at: time,
    }),
  ),
  approvals: z.array(plan),
  maintenance: z.array(plan),
  exceptions: z.array(
    z.strictObject({
      at: time,
      kind: text,
      uuid: text.nullable(),
      approval: text,
      reason: text.nullable(),
    }),
  ),
})

const runs = z.strictObject({
  shard: text,
  done: count,
  expected: count.nullable(),
  missed: count.nullable(),
  period_seconds: z.number().min(0).nullable(),
  longest_between_seconds: seconds.nullable(),
  longest_between_from: time.nullable(),
  longest_between_to: time.nullable(),
  first_at: time.nullable(),
  last_at: time.nullable(),
  looks_listed: count,
  looks_unobservable: count,
  looks_skipped: count,
  runs_with_unseen: count,
  entry_count: count,
  ...range,
})

export const RETENTION_REPORT = z.strictObject({
  format: z.literal(REPORT_FORMAT),
  from: time,
  to: time,
  settled_at: time,
  generated_at: time,
  log: z.strictObject({ origin: text, size: decimal, root: text }),
  selection,
  totals: z.strictObject({
    ...totals,
    pipelines_ended_before: count,
    runs_cut: count,
    runs_done: count,
    runs_missed: count.nullable(),
  }),
  sources: z.array(z.strictObject({ source: text, ...totals })),
  runs: z.array(runs),
  configurations: z.array(
    z.strictObject({ shard: text, hash, since: time, until: time.nullable(), readable: z.boolean() }),
  ),
  source_alerts: z.array(alert),
  sign_offs: z.array(
    z.strictObject({ at: time, actor: text, from: time, to: time, sha256: hash, note: text.nullable() }),
  ),
  pipelines: z.array(pipeline),
})

/** One item of `GET /v0/reports/sign-offs`, and the answer to a sign-off. */
export const SIGN_OFF_ITEM = z.strictObject({
  at: time,
  actor: text,
  note: text.nullable(),
  from: time,
  to: time,
  selection,
  sha256: hash,
  seq: decimal,
  hash,
})

/** 202: the report is too large for an answer. `names` are those of the archive, `links` where it is found from outside. */
export const REPORT_IN_ARCHIVE = z.strictObject({
  status: z.enum(['wanted', 'archived']),
  archive: z.strictObject({
    names: z.strictObject({ json: text, csv: text, html: text }),
    links: z.strictObject({ json: text, csv: text, html: text }),
  }),
  sha256: hash.nullable(),
})
