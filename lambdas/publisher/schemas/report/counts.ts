import * as z from 'zod'
import { COUNT, SEQ, SHA256_HEX } from '../values.ts'

/** Figures of the retention report that both a single pipeline and sums over several have. */

/** Whole seconds: what is begun does not count. */
export const SECONDS = COUNT

/** Rounded down to one decimal, so that 100 is all of it. */
export const PERCENT = z.number().min(0).max(100)

/** A sum may be larger than a 64-bit integer. */
const DECIMAL = z
  .string()
  .regex(/^(?:0|[1-9]\d*)$/)
  .meta({ description: 'A whole number as decimal text', examples: ['9007199254740993'] })

export const COUNTED = {
  recorded: COUNT.describe('Checkpoints that were recorded in the period'),
  retired: COUNT.describe('Checkpoints that rotation removed in the period'),
  missing: COUNT.describe('Checkpoints that were lost in the period'),
  cleared: COUNT.describe('Checkpoints that went with their storage or pipeline in the period'),
  reappeared: COUNT.describe('Checkpoints that were listed again in the period after they had ended'),
  listed: COUNT.describe('Checkpoints listed at the end of the period'),
  recorded_bytes: DECIMAL.describe(
    'Bytes of those recorded, of their metadata as in `size`, as far as their size is known; decimal text',
  ),
  recorded_without_size: COUNT.describe('How many of those recorded have no size: not in `recorded_bytes`'),
  listed_bytes: DECIMAL.describe(
    'Bytes of those listed at the end, as far as their size is known; decimal text',
  ),
  listed_without_size: COUNT.describe('How many of those listed have no size: not in `listed_bytes`'),
  uncovered_seconds: SECONDS.describe(
    'Seconds of the period in which checkpoints may have come and gone unseen (`coverage-gap`)',
  ),
  unobservable_seconds: SECONDS.describe(
    'Seconds of the period in which it could not be seen; while its source says that it is stopped, none count',
  ),
  fingerprint_changes: COUNT.describe('`fingerprint-changed`: a recorded checkpoint had another fingerprint'),
  metadata_changes: COUNT.describe('`metadata-changed`: a recorded checkpoint had other metadata'),
  lineage_changes: COUNT.describe('`lineage-changed`: a new checkpoint had another fingerprint than before'),
  alerts_raised: COUNT.describe('Alerts that were raised in the period'),
  alerts_critical: COUNT.describe('Those of them that are critical'),
  alerts_open: COUNT.describe('Alerts that were not resolved at the end'),
  alerts_open_critical: COUNT.describe('Those of them that are critical'),
  holds_placed: COUNT.describe('Holds that were placed in the period'),
  holds_released: COUNT.describe('Holds that were released in the period'),
  holds_broken: COUNT.describe('Holds whose checkpoint went in spite of them in the period'),
  holds_lasting: COUNT.describe('Holds that lasted at the end'),
  drill_count: COUNT.describe('Restore drills that were recorded in the period'),
  approval_count: COUNT.describe('Changes that were approved in the period, whenever they were to come'),
  maintenance_count: COUNT.describe(
    'Maintenance windows that were planned in the period, whenever they were to be',
  ),
  exception_count: COUNT.describe('What was recorded and not alarmed, because somebody had approved it'),
  entry_count: COUNT.describe('Entries of the period in the ledger'),
}

/** First and last entry of a ledger: with them the report is tied to the signed log. */
export const RANGE = {
  first_seq: SEQ.nullable().describe('Number of the first entry of the period; null: the period has none'),
  first_hash: SHA256_HEX.nullable().describe('Hash of that entry, or null'),
  last_seq: SEQ.nullable().describe(
    'Number of the last entry before the end, also where it is older than the period; null: there is none',
  ),
  last_hash: SHA256_HEX.nullable().describe('Hash of that entry, or null'),
}

export const TOTALS = {
  pipelines: COUNT.describe('Pipelines in the report'),
  ...COUNTED,
  coverage_lowest: PERCENT.nullable().describe(
    'Lowest `coverage` of a pipeline, per cent; null: none has one',
  ),
  pipelines_fully_covered: COUNT.describe('Pipelines whose `coverage` is 100'),
  pipelines_with_missing: COUNT.describe('Pipelines that lost a checkpoint in the period'),
  pipelines_unobservable: COUNT.describe('Pipelines that could not be seen at the end'),
  pipelines_removed: COUNT.describe('Pipelines that were removed at the end'),
  pipelines_not_observed: COUNT.describe(
    'Pipelines of which no complete answer is recorded for the period; those removed do not count',
  ),
}
