import * as z from 'zod'
import { APPROVABLE } from '../../domain/approvals.ts'
import { DRILL_OUTCOMES } from '../../domain/drill.ts'
import { type Instant, parseInstant } from '../../domain/instant.ts'
import { type Failure, isFailure } from '../failure.ts'
import type { Drilling } from './act-on-drill.ts'
import { words } from './bodies.ts'
import type { Form, Planning } from './plan-events.ts'

/** What people send to plan, to tell of a drill and to test the notifications (bodies.ts). */

const time = z
  .string('must be an RFC 3339 time, e.g. 2026-11-01T00:00:00Z')
  .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 time, e.g. 2026-11-01T00:00:00Z')

const moment = time.meta({ format: 'date-time' })
const span = {
  from: moment.nullish().describe('From when on it holds, RFC 3339; now where absent'),
  until: moment.describe('The first moment at which it holds no longer, RFC 3339'),
  reason: words.describe('Why: 1 to 1,000 characters'),
}

export const APPROVAL = z.strictObject({
  kinds: z
    .array(z.enum(APPROVABLE, `must name kinds of ${APPROVABLE.join(', ')}`), 'must be a list of kinds')
    .min(1, 'must name at least one kind')
    .describe('Kinds of events that are expected'),
  ...span,
})
export const MAINTENANCE = z.strictObject(span)
export const DRILL = z.strictObject({
  outcome: z.enum(DRILL_OUTCOMES, `must be one of ${DRILL_OUTCOMES.join(', ')}`).describe('What came of it'),
  performed_at: moment.nullish().describe('When it was tried, RFC 3339; now where absent'),
  minutes: z
    .string('must be decimal text, e.g. "12.5"')
    .regex(/^\d{1,6}(\.\d{1,3})?$/, 'must be decimal text, e.g. "12.5"')
    .nullish()
    .describe('How long it took, decimal text'),
  note: words.nullish().describe('What to say of it: 1 to 1,000 characters'),
})
const TOLD = ['critical', 'warning', 'info'] as const
export const TEST = z.strictObject({
  severity: z
    .enum(TOLD, `must be one of ${TOLD.join(', ')}`)
    .nullish()
    .describe('Severity of the message; `info` where absent'),
})

/** Takes the members out of what was sent, by their schema (bodies.ts). */
type Read = <T>(schema: z.ZodType<T>) => T | Failure

/** What is to be planned; the first member that is wrong, named. */
export function planningIn(form: Form, actor: string, read: Read): Planning | Failure {
  const approval = form === 'approval' ? read(APPROVAL) : undefined
  const said = approval ?? read(MAINTENANCE)
  if (isFailure(said)) return said
  const kinds = approval === undefined || isFailure(approval) ? [] : approval.kinds
  const from = said.from == null ? null : timeOf(said.from)
  return { form, kinds, from, until: timeOf(said.until), reason: said.reason, actor }
}

/** What is said of a drill; the first member that is wrong, named. */
export function drillingIn(actor: string, read: Read): Drilling | Failure {
  const said = read(DRILL)
  if (isFailure(said)) return said
  const { outcome, minutes = null, note = null } = said
  const performedAt = said.performed_at == null ? null : timeOf(said.performed_at)
  return { outcome, performedAt, minutes, note, actor }
}

/** The moment that a checked text names. */
function timeOf(text: string): Instant {
  const at = parseInstant(text)
  if (at === undefined) throw new Error(`${text} is no time`)
  return at
}
