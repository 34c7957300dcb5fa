import * as z from 'zod'
import { OPTIONAL_REASON, REASON } from '../actions/bodies.ts'
import type { Operations } from '../openapi/operation.ts'
import { CHECKPOINT } from './history.ts'
import { SOURCE } from './parameters.ts'

const ERRORS = ['UnknownPipelineName', 'AmbiguousPipelineName', 'UnknownCheckpoint'] as const

export const HOLD_OPERATIONS: Operations = {
  'PUT /v0/pipelines/{pipeline_name}/history/{uuid}/hold': {
    id: 'holdCheckpoint',
    tag: 'Record',
    summary: 'Hold a checkpoint: it is critical if it goes',
    description:
      'A hold only watches: Feldera knows nothing of it. The same words of the same actor again are the same hold.',
    query: { source: SOURCE },
    body: { schema: REASON, required: true, examples: { hold: { reason: 'audit of the third quarter' } } },
    answer: { description: 'The checkpoint as it is then', schema: CHECKPOINT },
    errors: [...ERRORS, 'CheckpointEnded', 'TooManyHolds'],
  },
  'DELETE /v0/pipelines/{pipeline_name}/history/{uuid}/hold': {
    id: 'releaseCheckpoint',
    tag: 'Record',
    summary: 'Release holds of a checkpoint',
    description: 'All that the caller has placed, or the one named by `id`. They stay in the record.',
    query: { source: SOURCE, id: z.string().describe('Id of the hold, of whomever') },
    body: { schema: OPTIONAL_REASON, required: false, examples: { release: { reason: 'audit is over' } } },
    answer: { description: 'The checkpoint as it is then', schema: CHECKPOINT },
    errors: [...ERRORS, 'UnknownHold'],
  },
}
