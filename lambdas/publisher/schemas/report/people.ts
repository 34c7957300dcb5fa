import * as z from 'zod'
import { EVENT_KIND, SEVERITY, SHA256_HEX, TIME, UUID } from '../values.ts'

/** What the retention report tells of alerts and of what people said and did. */

const ACTOR = z.string().describe('Who')
const REASON = z.string().nullable().describe('Why, in their words, or null')

export const REPORTED_ALERT = z
  .strictObject({
    id: z.string().describe('Id of the alert'),
    kind: EVENT_KIND.describe('The kind of event that raised it'),
    severity: SEVERITY,
    uuid: UUID.nullable().describe('The checkpoint, or null where it speaks of none'),
    raised_at: TIME.describe('When it was raised'),
    acknowledged_at: TIME.nullable().describe('When somebody acknowledged it; null: nobody had by the end'),
    resolved_at: TIME.nullable().describe('When it was over; null: it was not by the end'),
    resolved_by: z
      .string()
      .nullable()
      .describe(
        'What ended it: a kind of event, `acknowledged`, `resolved-by-hand`, `unwatched` or `too-many`; null: nothing had',
      ),
    actor: z.string().nullable().describe('Who acknowledged or resolved it last; null: nobody'),
    note: z.string().nullable().describe('What they said, or null'),
  })
  .meta({ id: 'ReportedAlert', description: 'An alert of the period, and what had become of it by the end' })

export const REPORTED_HOLD = z
  .strictObject({
    id: z.string().describe('Id of the hold'),
    uuid: UUID.describe('The checkpoint that it holds'),
    reason: REASON,
    actor: ACTOR,
    placed_at: TIME.describe('When it was placed; it may be before the period'),
    released_at: TIME.nullable().describe('When somebody released it; null: nobody had by the end'),
    broken_at: TIME.nullable().describe(
      'When the checkpoint went in spite of it; null: it had not by the end',
    ),
  })
  .meta({ id: 'ReportedHold', description: 'A hold that lasted at some time of the period' })

export const REPORTED_DRILL = z
  .strictObject({
    id: z.string().nullable().describe('Id of the drill'),
    uuid: UUID.nullable().describe('The checkpoint that was tried'),
    outcome: z.string().nullable().describe('What came of it'),
    performed_at: z.string().nullable().describe('When it was tried, RFC 3339'),
    minutes: z.string().nullable().describe('How long it took, minutes as decimal text; null: not said'),
    note: z.string().nullable().describe('What they said of it, or null'),
    actor: ACTOR,
    recorded_at: TIME.describe('When it was recorded'),
  })
  .meta({ id: 'ReportedDrill', description: 'A restore drill that was recorded in the period' })

export const REPORTED_PLAN = z
  .strictObject({
    id: z.string().nullable().describe('Id of the approval or window'),
    kinds: z.array(z.string()).describe('Kinds of events that were to be recorded and not alarmed'),
    from: z.string().nullable().describe('From when on it holds, RFC 3339'),
    until: z.string().nullable().describe('The first moment at which it holds no longer, RFC 3339'),
    reason: REASON,
    actor: ACTOR,
    recorded_at: TIME.describe('When it was recorded'),
    ended_at: TIME.nullable().describe('When it was taken back; null: it was not by the end'),
  })
  .meta({ id: 'ReportedPlan', description: 'An approved change or a maintenance window of the period' })

export const REPORTED_EXCEPTION = z
  .strictObject({
    at: TIME.describe('When it was recorded'),
    kind: z.string().describe('The kind of event'),
    uuid: UUID.nullable().describe('The checkpoint, or null where it speaks of none'),
    approval: z.string().describe('Id of the approval or window'),
    reason: z.string().nullable().describe('The reason that was given for it; null: it is not known'),
  })
  .meta({ id: 'ReportedException', description: 'Recorded as ever, and nobody was alarmed' })

export const REPORTED_SIGN_OFF = z
  .strictObject({
    at: TIME.describe('When it was recorded'),
    actor: ACTOR,
    from: TIME.describe('Beginning of the period of the report that was signed off'),
    to: TIME.describe('End of that period'),
    sha256: SHA256_HEX.describe('SHA-256 of that report'),
    note: z.string().nullable().describe('What they said of it, or null'),
  })
  .meta({ id: 'ReportedSignOff', description: 'A report that somebody signed off within the period' })
