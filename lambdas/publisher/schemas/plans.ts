import * as z from 'zod'
import { APPROVABLE } from '../../domain/approvals.ts'
import { OPTIONAL_REASON } from '../actions/bodies.ts'
import { APPROVAL, MAINTENANCE } from '../actions/plan-bodies.ts'
import type { Operations } from '../openapi/operation.ts'
import { PAGE, SOURCE } from './parameters.ts'
import { pageOf, SEQ, SHA256_HEX, TIME } from './values.ts'

const PLAN = z
  .strictObject({
    id: z
      .string()
      .describe('Id: the same in all pipelines for which the same was said in the same words at once'),
    state: z
      .enum(['planned', 'active', 'expired', 'withdrawn'])
      .describe('Now: before `from`, within, at or after `until`, or taken back before its end'),
    kinds: z
      .array(z.enum(APPROVABLE))
      .describe('Kinds of events that are recorded within it and raise no alert'),
    from: TIME.describe('From when on it holds'),
    until: TIME.describe('The first moment at which it holds no longer'),
    reason: z.string().describe('Why'),
    actor: z.string().describe('Who said so'),
    at: TIME.describe('When it was recorded'),
    seq: SEQ.describe('Number of its entry in the ledger of the pipeline'),
    hash: SHA256_HEX.describe('Hash of its entry'),
    withdrawn_at: TIME.nullable().describe('When it was taken back, or null'),
    withdrawn_by: z.string().nullable().describe('Who took it back'),
    withdrawn_reason: z.string().nullable().describe('Why it was taken back'),
  })
  .meta({ id: 'Plan', description: 'An approved change or a maintenance window; it stays in the record' })

const OF_PIPELINE = ['UnknownPipelineName', 'AmbiguousPipelineName'] as const
const SPAN = { until: '2026-11-24T06:00:00Z', reason: 'release 12 tonight' }

export const PLAN_OPERATIONS: Operations = {
  'GET /v0/pipelines/{pipeline_name}/approvals': {
    id: 'listApprovals',
    tag: 'Record',
    summary: 'Changes that were approved in advance, newest first',
    query: { ...PAGE, source: SOURCE },
    answer: { description: 'One page', schema: pageOf(PLAN, 'Approvals, newest first') },
    errors: [...OF_PIPELINE],
  },
  'POST /v0/pipelines/{pipeline_name}/approvals': {
    id: 'approveChange',
    tag: 'Record',
    summary: 'Approve an expected change: it is recorded, and wakes nobody',
    description:
      'A condition that outlasts what was approved is alarmed when it has ended. Losses and changed fingerprints must be named, and for a day at most.',
    query: { source: SOURCE },
    body: {
      schema: APPROVAL,
      required: true,
      examples: { release: { kinds: ['lineage-changed'], ...SPAN } },
    },
    answer: { description: 'The approval', schema: PLAN },
    errors: [...OF_PIPELINE, 'TooManyApprovals'],
  },
  'DELETE /v0/pipelines/{pipeline_name}/approvals/{id}': {
    id: 'withdrawApproval',
    tag: 'Record',
    summary: 'Withdraw an approval before its time is over',
    query: { source: SOURCE },
    body: { schema: OPTIONAL_REASON, required: false, examples: { withdraw: { reason: 'postponed' } } },
    answer: { description: 'The approval as it is then', schema: PLAN },
    errors: [...OF_PIPELINE, 'UnknownApproval'],
  },
  'GET /v0/pipelines/{pipeline_name}/maintenance': {
    id: 'listMaintenance',
    tag: 'Record',
    summary: 'Maintenance windows, newest first',
    query: { ...PAGE, source: SOURCE },
    answer: { description: 'One page', schema: pageOf(PLAN, 'Maintenance windows, newest first') },
    errors: [...OF_PIPELINE],
  },
  'POST /v0/pipelines/{pipeline_name}/maintenance': {
    id: 'planMaintenance',
    tag: 'Record',
    summary: 'Plan a maintenance window',
    description:
      'What work on a pipeline brings with it is recorded and not alarmed within it. Losses, changed fingerprints and broken holds are.',
    query: { source: SOURCE },
    body: { schema: MAINTENANCE, required: true, examples: { window: SPAN } },
    answer: { description: 'The window', schema: PLAN },
    errors: [...OF_PIPELINE, 'TooManyApprovals'],
  },
  'DELETE /v0/pipelines/{pipeline_name}/maintenance/{id}': {
    id: 'cancelMaintenance',
    tag: 'Record',
    summary: 'Cancel a maintenance window before its time is over',
    query: { source: SOURCE },
    body: { schema: OPTIONAL_REASON, required: false, examples: { cancel: { reason: 'done early' } } },
    answer: { description: 'The window as it is then', schema: PLAN },
    errors: [...OF_PIPELINE, 'UnknownMaintenance'],
  },
}
