import * as z from 'zod'
import type { Operations } from '../openapi/operation.ts'
import { MOMENT, PAGE, SOURCE } from './parameters.ts'
import { ENTRY_DATA, EVENT_KIND, pageOf, SEQ, SEVERITY, SHA256_HEX, TIME, UUID } from './values.ts'

export const EVENT = z
  .strictObject({
    seq: SEQ.describe('Number of the entry that it stands in; events of one entry share it'),
    at: TIME.describe('When the entry was made'),
    kind: EVENT_KIND,
    severity: SEVERITY,
    uuid: UUID.optional().describe('The checkpoint, where it speaks of one'),
    data: z
      .record(z.string(), ENTRY_DATA)
      .describe(
        'What there is to say of it, by kind. Recorded, retired, missing, cleared and reappeared checkpoints have `fingerprint`, `size`, `steps`, `processed_records`, `identifier`; changes have `from` and `to` with these; ended ones also `first_seen_at`, `last_seen_at`, `recorded_seq`; `evidence` is `{object, line, sha256}`: the answer in the archive',
      ),
    hash: SHA256_HEX.describe('Hash of the entry: SHA-256 of a zero byte and its canonical bytes'),
    prev: SHA256_HEX.describe('Hash of the entry before it in the ledger; 64 zeros for the first'),
    run_id: z.string().nullable().describe('The run that recorded it; null for what a person did'),
    evidence: z.array(SHA256_HEX).describe('Names of the objects `evidence/…` in the archive, oldest first'),
  })
  .meta({ id: 'Event', description: 'One fact, with the sealed entry that proves it' })

const FILTER = {
  kind: EVENT_KIND.describe('Only events of this kind'),
  from: MOMENT.describe('Only events at or after this time; RFC 3339'),
  to: MOMENT.describe('Only events before this time; RFC 3339'),
}

export const EVENT_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/events': {
    id: 'listEvents',
    tag: 'Record',
    summary: 'Everything that was recorded of a pipeline, newest first',
    query: {
      ...PAGE,
      source: SOURCE,
      ...FILTER,
    },
    answer: { description: 'One page', schema: pageOf(EVENT, 'Events, newest first') },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName'],
  },
  'GET /v0/runs/events': {
    id: 'listRunEvents',
    tag: 'Record',
    summary: 'Everything that was recorded besides pipelines, newest first',
    description:
      'The ledger `recorder/<shard>`: runs, changed configurations, keys, tests of the notifications, rehearsed losses, refused messages, reports that were archived or signed off.',
    query: {
      ...PAGE,
      shard: z
        .string()
        .regex(/^(0|[1-9]\d{0,3})$/)
        .describe('Which ledger of runs; `0` where absent'),
      ...FILTER,
    },
    answer: { description: 'One page', schema: pageOf(EVENT, 'Events, newest first') },
  },
}
