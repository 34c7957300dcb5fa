import * as z from 'zod'
import { DRILL_OUTCOMES } from '../../domain/drill.ts'
import { DRILL } from '../actions/plan-bodies.ts'
import type { Operations } from '../openapi/operation.ts'
import { PAGE, SOURCE } from './parameters.ts'
import { pageOf, SEQ, SHA256_HEX, TIME, UUID } from './values.ts'

const DONE = z
  .strictObject({
    id: z.string().describe('Id of the drill'),
    uuid: UUID.nullable().describe('The checkpoint that was restored'),
    outcome: z.enum(DRILL_OUTCOMES).describe('What came of it'),
    performed_at: TIME.describe('When it was tried'),
    minutes: z.string().nullable().describe('How long it took, decimal text; null: not said'),
    note: z.string().nullable().describe('What was said of it'),
    actor: z.string().describe('Who said so'),
    at: TIME.describe('When it was recorded'),
    seq: SEQ.describe('Number of its entry in the ledger of the pipeline'),
    hash: SHA256_HEX.describe('Hash of its entry'),
  })
  .meta({ id: 'Drill', description: 'A restore that was tried' })

export const DRILL_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/drills': {
    id: 'listDrills',
    tag: 'Record',
    summary: 'Restore drills of a pipeline, newest first',
    query: { ...PAGE, source: SOURCE },
    answer: { description: 'One page', schema: pageOf(DONE, 'Drills, newest first') },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName'],
  },
  'POST /v0/pipelines/{pipeline_name}/history/{uuid}/drills': {
    id: 'recordDrill',
    tag: 'Record',
    summary: 'Record that a restore was tried',
    description: 'A failed one raises a warning, which a later one of the same pipeline that succeeds ends.',
    query: { source: SOURCE },
    body: {
      schema: DRILL,
      required: true,
      examples: { success: { outcome: 'succeeded', minutes: '12.5', note: 'into staging' } },
    },
    answer: { description: 'The drill', schema: DONE },
    errors: ['UnknownPipelineName', 'AmbiguousPipelineName', 'UnknownCheckpoint'],
  },
}
