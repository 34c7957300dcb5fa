import * as z from 'zod'
import type { Operations } from '../openapi/operation.ts'
import { PAGE } from './parameters.ts'
import { COUNT, ENTRY_DATA, pageOf, SHA256_HEX, TIME } from './values.ts'

const told = (what: string) =>
  z.array(ENTRY_DATA).describe(`${what}, as the run’s entry has it; long lists end with \`{"more": "N"}\``)

const RUN = z
  .strictObject({
    run_id: z.string().nullable().describe('Id of the run'),
    shard: z.string().describe('The part of the pipelines that it looked at'),
    started_at: TIME.describe('When it began'),
    finished_at: TIME.describe('When it was done'),
    listed: COUNT.describe('Pipelines that were seen'),
    unobservable: COUNT.describe('Pipelines that could not be seen'),
    skipped: COUNT.describe('Pipelines for which there was no time'),
    entries: COUNT.describe('Entries that it recorded, its own included'),
    evidence: z.array(SHA256_HEX).describe('Names of the objects `evidence/…` in the archive, oldest first'),
    configuration: z
      .string()
      .nullable()
      .describe(
        'SHA-256 of the configuration that it ran with, hexadecimal; null in records of older versions',
      ),
    not_seen: told('Pipelines that could not be seen, `{pipeline, reason}`'),
    suspected: told(
      'What was suspected and not confirmed, `{pipeline, suspicions}`: the next run asks again',
    ),
    sources: told(
      'How much of each source was seen, `{source, host, watched, unobservable, list, not_known?}`: whether its own list was had, and which members no list told',
    ),
    sources_unlisted: told('Sources whose own list was missing, `{source, reason}`'),
    not_covered: told('Pipelines that the sources list and no configuration names, `{pipeline}`'),
    coverage: told('Pipelines whose coverage is below 100 %, `{pipeline, percent}`'),
    schedule_too_slow: told(
      'Pipelines that make checkpoints faster than the schedule looks, `{pipeline, checkpoint_seconds, feed}`; `feed`: whether their feed tells of the others',
    ),
  })
  .meta({ id: 'Run', description: 'One run of the recorder: proof that we looked' })

export const RUN_OPERATIONS: Operations = {
  'GET /v0/runs': {
    id: 'listRuns',
    tag: 'Record',
    summary: 'The runs of the recorder, newest first',
    description: 'One for each shard and tick. A tick without one is a missed run.',
    query: PAGE,
    answer: { description: 'One page', schema: pageOf(RUN, 'Runs, newest first') },
  },
}
