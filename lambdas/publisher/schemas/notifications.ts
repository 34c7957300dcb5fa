import * as z from 'zod'
import { TEST } from '../actions/plan-bodies.ts'
import type { Operations } from '../openapi/operation.ts'
import { SEVERITY, TIME } from './values.ts'

const TESTED = z
  .strictObject({
    id: z.string().describe('Id of the test, which the message names as `alert_id`'),
    state: z.enum(['sent', 'sending']).describe('`sending`: another is at it this moment'),
    severity: SEVERITY.describe('Severity that the message has'),
    actor: z.string().describe('Who asked for it'),
    at: TIME.describe('When it was asked for'),
    message_id: z.string().nullable().describe('Receipt: the id that SNS gave the message'),
    sent_at: TIME.nullable().describe('When it was taken'),
  })
  .meta({ id: 'NotificationTest', description: 'A message that says that it is a test' })

export const NOTIFICATION_OPERATIONS: Operations = {
  'POST /v0/notifications/test': {
    id: 'testNotifications',
    tag: 'Alerts',
    summary: 'Send a message that says that it is a test, as all are sent',
    description: 'One a minute. It is recorded, with its receipt.',
    body: { schema: TEST, required: false, examples: { loud: { severity: 'critical' } } },
    answer: { description: 'What came of it', schema: TESTED },
    errors: ['TooManyTests', 'NotificationRefused'],
  },
}
