import * as z from 'zod'
import type { Operations } from '../openapi/operation.ts'
import { MOMENT, SOURCE } from './parameters.ts'
import { TIME, U64_INTEGER, UUID } from './values.ts'

const FELDERA_CHECKPOINT = z
  .strictObject({
    uuid: UUID.describe('UUID of the checkpoint; version 7 carries when it was begun'),
    identifier: z.string().nullable().describe('A name that somebody gave it, or null'),
    fingerprint: U64_INTEGER.describe(
      'Hash of the types of the program’s operators: equal for all checkpoints of one program',
    ),
    size: U64_INTEGER.nullable().describe('Bytes of its metadata, without the batches that hold the data'),
    steps: U64_INTEGER.nullable().describe('Steps of the circuit that the pipeline had made'),
    processed_records: U64_INTEGER.nullable().describe('Records that the pipeline had processed'),
  })
  .meta({
    id: 'FelderaCheckpoint',
    description:
      'A checkpoint as Feldera lists it. Its integers are exact JSON numbers: read them with a reader that keeps 64 bits',
  })

export const CHECKPOINT_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/checkpoints': {
    id: 'listCheckpoints',
    tag: 'Feldera',
    summary: 'The checkpoints as Feldera lists them',
    description:
      'As last observed, also while Feldera is down; with `at` as observed at that time. The path, the form and the order (oldest first) are Feldera’s, so that its own clients read it. Parameters that are not named here are ignored.',
    query: {
      at: MOMENT.describe('As observed at that time instead of last; RFC 3339'),
      source: SOURCE,
    },
    answer: {
      description: 'What was listed, oldest first',
      schema: z.array(FELDERA_CHECKPOINT),
      headers: {
        'Checkpoint-Ledger-Observed-At': TIME.describe('The observation that the list is from'),
        'Checkpoint-Ledger-Log': z
          .string()
          .describe('Size (entries) and root (base64) of the signed log: keep it, and nobody can undo it'),
      },
    },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName', 'NotObserved'],
  },
  'GET /v0/config': {
    id: 'config',
    tag: 'Feldera',
    summary: 'What Feldera’s own clients ask first',
    answer: {
      description: 'An edition and a version, so that they go on',
      schema: z.strictObject({
        edition: z.literal('Enterprise').describe('The edition of Feldera that lists checkpoints'),
        version: z.string().describe('The version of this ledger, not of a Feldera'),
      }),
    },
  },
}
