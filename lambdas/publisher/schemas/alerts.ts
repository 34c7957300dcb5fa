import * as z from 'zod'
import { ALERT_STATES } from '../../ledger/work/alert-index.ts'
import { NOTE } from '../actions/bodies.ts'
import type { Operation, Operations } from '../openapi/operation.ts'
import { PAGE } from './parameters.ts'
import { EVENT_KIND, PIPELINE, pageOf, SEVERITY, TIME, UUID } from './values.ts'

const ALERT = z
  .strictObject({
    id: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('Id of the alert: 32 hexadecimal digits, the same however often it is derived'),
    kind: EVENT_KIND.describe('The kind of event that raised it'),
    severity: SEVERITY,
    state: z
      .enum(ALERT_STATES)
      .describe('`firing` until somebody acknowledges it, or it is over: `resolved`'),
    pipeline: PIPELINE.describe('`source/name`; `recorder/N` where it is of a whole source'),
    uuid: UUID.optional().describe('The checkpoint, where it speaks of one'),
    raised_at: TIME.describe('When it was raised'),
    acknowledged_at: TIME.nullable().describe('When somebody acknowledged it, or null'),
    resolved_at: TIME.nullable().describe('When it was over, or null'),
    actor: z.string().nullable().describe('Who acknowledged or resolved it last; null: nobody'),
    note: z.string().nullable().describe('What they said'),
    summary: z.string().describe('What happened, in words, and what to do'),
  })
  .meta({ id: 'Alert', description: 'One condition that somebody should know of' })

const action = (id: string, summary: string, description: string): Operation => ({
  id,
  tag: 'Alerts',
  summary,
  description,
  body: { schema: NOTE, required: false, examples: { note: { note: 'restored by ops' } } },
  answer: { description: 'The alert as it is then', schema: ALERT },
  errors: ['UnknownAlert'],
})

export const ALERT_OPERATIONS: Operations = {
  'GET /v0/alerts': {
    id: 'listAlerts',
    tag: 'Alerts',
    summary: 'All alerts, last raised first',
    query: { ...PAGE, state: z.enum(ALERT_STATES).describe('Only alerts in this state') },
    answer: { description: 'One page', schema: pageOf(ALERT, 'Alerts, last raised first') },
  },
  'GET /v0/alerts/{id}': {
    id: 'getAlert',
    tag: 'Alerts',
    summary: 'One alert',
    answer: { description: 'The alert', schema: ALERT },
    errors: ['UnknownAlert'],
  },
  'POST /v0/alerts/{id}/acknowledge': action(
    'acknowledgeAlert',
    'Say that somebody has seen it',
    'Recorded with the caller as actor. It ends an alert that nothing observed would ever end.',
  ),
  'POST /v0/alerts/{id}/resolve': action(
    'resolveAlert',
    'End it, whatever is still observed',
    'Recorded with the caller as actor.',
  ),
}
