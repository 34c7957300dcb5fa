import * as z from 'zod'
import { COUNT, SHA256_HEX, TIME } from '../values.ts'
import { RANGE, SECONDS } from './counts.ts'

const SHARD = z.string().describe('The part of the pipelines: the ledger is `recorder/<shard>`')

export const REPORTED_RUNS = z
  .strictObject({
    shard: SHARD,
    done: COUNT.describe('Runs that left an entry'),
    failed: COUNT.describe(
      'Of these, runs that looked at no pipeline though there were some: ledger or archive refused all, or there was no time',
    ),
    expected: COUNT.nullable().describe('Runs done and missed; null: no schedule shows in the record'),
    missed: COUNT.nullable().describe(
      'How many more the schedule would have made between runs, and to the end of a period that is over; null as before',
    ),
    period_seconds: z
      .number()
      .min(0)
      .nullable()
      .describe('The schedule: median time between the starts of two runs, in seconds; null: too few runs'),
    longest_between_seconds: SECONDS.nullable().describe(
      'Longest time between the starts of two runs, or from the last one to the end of a period that is over; in seconds; null: there is none',
    ),
    longest_between_from: TIME.nullable().describe('When that time began, or null'),
    longest_between_to: TIME.nullable().describe('When that time ended, or null'),
    first_at: TIME.nullable().describe('When the first run of the period was recorded; null: there was none'),
    last_at: TIME.nullable().describe('When the last one was, or null'),
    looks_listed: COUNT.describe('Looks at single pipelines, over all runs, that saw them'),
    looks_unobservable: COUNT.describe('Those that could not see them'),
    looks_skipped: COUNT.describe('Those for which there was no time'),
    runs_with_unseen: COUNT.describe('Runs that did not see every pipeline'),
    entry_count: COUNT.describe('Entries of the period in the ledger of the runs'),
    ...RANGE,
  })
  .meta({ id: 'ReportedRuns', description: 'What the recorder did for one part of the pipelines' })

export const REPORTED_CONFIGURATION = z
  .strictObject({
    shard: SHARD,
    hash: SHA256_HEX.describe('SHA-256 of its bytes: `configurations/<hash>` in the archive'),
    since: TIME.describe('Since when it was in force; it may be before the period'),
    until: TIME.nullable().describe('Until when; null: it was in force at the end'),
    readable: z.boolean().describe('Whether its bytes are kept, and this version can read them'),
  })
  .meta({ id: 'ReportedConfiguration', description: 'A configuration that was in force in the period' })
