import * as z from 'zod'
import { DURABILITIES } from '../../domain/copies/stored-copy.ts'
import type { Operations } from '../openapi/operation.ts'
import { STATUSES } from '../queries/life.ts'
import { EVENT } from './events.ts'
import { MOMENT, PAGE, SOURCE } from './parameters.ts'
import { pageOf, TIME, U64_TEXT, UUID } from './values.ts'

const HOLD = z
  .strictObject({
    id: z.string().describe('Id of the hold: 32 hexadecimal digits'),
    reason: z.string().describe('Why, in the words of whoever placed it'),
    actor: z.string().describe('Who placed it'),
    at: TIME.describe('When it was placed'),
    released_at: TIME.nullable().describe('When somebody released it, or null'),
    broken_at: TIME.nullable().describe('When the checkpoint went in spite of it, or null'),
  })
  .meta({
    id: 'Hold',
    description: 'Somebody’s wish that a checkpoint stay; it stays in the record for ever',
  })

const HELD = z
  .strictObject({
    reason: z.string().describe('Why, in the words of whoever placed it'),
    actor: z.string().describe('Who placed it'),
    at: TIME.describe('When it was placed'),
  })
  .meta({ id: 'Held', description: 'The newest hold that lasts' })

const LIFE = {
  uuid: UUID.describe('UUID of the checkpoint'),
  created_at: TIME.describe(
    'When it was begun, by the time in its UUID; where that has none, when it was first seen',
  ),
  fingerprint: U64_TEXT.describe('Hash of the types of the program’s operators, as decimal text'),
  size: U64_TEXT.nullable().describe(
    'Bytes of its metadata, without the batches that hold the data; decimal text',
  ),
  steps: U64_TEXT.nullable().describe('Steps of the circuit that the pipeline had made; decimal text'),
  processed_records: U64_TEXT.nullable().describe('Records that the pipeline had processed; decimal text'),
  identifier: z.string().nullable().describe('A name that somebody gave it, or null'),
  first_seen_at: TIME.describe('The first answer that listed it'),
  last_seen_at: TIME.describe('The last complete answer that listed it'),
  ended_at: TIME.nullable().describe('When it was recorded as gone; null while it is listed'),
  status: z
    .enum(STATUSES)
    .describe(
      '`listed`; or gone: `retired` by rotation, `cleared` with its storage or pipeline, else `missing`',
    ),
  durability: z
    .enum(DURABILITIES)
    .describe(
      'How far up the ladder it stands now: `listed`; its stored copy `synced`, `complete` or `verified`; `kept` as a locked copy of ours; `restored` by a drill that succeeded',
    ),
  held: HELD.nullable().describe('The newest hold that lasts, or null'),
  holds: z.array(HOLD).describe('All holds that there ever were, oldest first'),
}

export const CHECKPOINT = z
  .strictObject(LIFE)
  .meta({ id: 'Checkpoint', description: 'One checkpoint and its life; 64-bit values are decimal text' })

const STORY = z
  .strictObject({ ...LIFE, events: z.array(EVENT).describe('Every event that names it, oldest first') })
  .meta({ id: 'CheckpointStory', description: 'One checkpoint, its life, and every event that names it' })

export const HISTORY_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/history': {
    id: 'listHistory',
    tag: 'Record',
    summary: 'Every checkpoint that was ever seen of a pipeline',
    description: 'In the order of recording, newest first; `from` and `to` are over `created_at`.',
    query: {
      ...PAGE,
      source: SOURCE,
      status: z.enum(STATUSES).describe('Only checkpoints of this status'),
      from: MOMENT.describe('Only checkpoints begun at or after this time; RFC 3339'),
      to: MOMENT.describe('Only checkpoints begun before this time; RFC 3339'),
    },
    answer: { description: 'One page', schema: pageOf(CHECKPOINT, 'Checkpoints, last recorded first') },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName'],
  },
  'GET /v0/pipelines/{pipeline_name}/history/{uuid}': {
    id: 'getCheckpoint',
    tag: 'Record',
    summary: 'One checkpoint with its whole story',
    query: { source: SOURCE },
    answer: { description: 'The checkpoint', schema: STORY },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName', 'UnknownCheckpoint', 'TooLarge'],
  },
}
