import * as z from 'zod'
import { EVENT_KINDS, type EventData, SEVERITIES } from '../../domain/event.ts'

/** The values of which bodies, parameters and answers are made. A field takes one of them and says with `describe` what it means there. */

/** A moment as every answer gives it. */
export const TIME = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .meta({
    format: 'date-time',
    description: 'RFC 3339, UTC, milliseconds',
    examples: ['2026-11-23T20:00:00.000Z'],
  })

export const UUID = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .meta({
    format: 'uuid',
    description: 'Lower case, with hyphens',
    examples: ['019e4708-bac8-7c10-b2f7-5cb248871905'],
  })

/** 0 to 2⁶⁴−1, as text: most languages' JSON would round it. */
export const U64_TEXT = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,19})$/)
  .meta({
    description: 'A whole number from 0 to 2⁶⁴−1, as decimal text',
    examples: ['14128757731148314856'],
  })

/** 0 to 2⁶⁴−1, as a JSON integer: beyond 2⁵³ only a reader with exact integers gets it right. */
export const U64_INTEGER = z.number().min(0).refine(Number.isInteger, 'must be whole').meta({
  type: 'integer',
  format: 'uint64',
  description: 'A whole number from 0 to 2⁶⁴−1',
})

export const COUNT = z.int().min(0)

/** The number of an entry in its ledger, from 1. */
export const SEQ = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .meta({ description: 'Number of an entry in its ledger, from 1, as decimal text', examples: ['12'] })

export const SHA256_HEX = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256, 64 hexadecimal digits' })

export const PIPELINE = z
  .string()
  .regex(/^[^/]+\/.+$/su)
  .meta({ description: '`source/name`', examples: ['prod/orders'] })

export const EVENT_KIND = z.enum(EVENT_KINDS).meta({ id: 'EventKind', description: 'What happened' })

export const SEVERITY = z.enum(SEVERITIES).meta({
  id: 'Severity',
  description:
    'How loudly it is told: `critical` and `warning` raise an alert, `info` is told once, `silent` is only recorded',
})

/** What an entry holds: JSON without numbers. */
export const ENTRY_DATA: z.ZodType<EventData> = z
  .union([
    z.null(),
    z.boolean(),
    z.string(),
    z.array(z.lazy(() => ENTRY_DATA)),
    z.record(
      z.string(),
      z.lazy(() => ENTRY_DATA),
    ),
  ])
  .meta({ id: 'EntryData', description: 'Any JSON without numbers: 64-bit values are decimal text' })

/** A list of the API. */
export function pageOf(item: z.ZodType, what: string) {
  return z.strictObject({
    items: z
      .array(item)
      .describe(`${what}; a page may hold fewer than \`limit\`, even none, while there are more`),
    next_cursor: z.string().nullable().describe('Give it as `cursor` to get what follows; null at the end'),
  })
}
