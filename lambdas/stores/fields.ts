import * as z from 'zod'
import { parseUuid, type Uuid } from '../domain/checkpoint.ts'
import { type Instant, parseInstant } from '../domain/instant.ts'
import { parseU64, type U64 } from '../domain/u64.ts'

/** Values of the domain in documents of ours: a text that is none is refused. */

export const uuidField = z.string().transform((text, context): Uuid => parseUuid(text) ?? refused(context))
export const instantField = z
  .string()
  .transform((text, context): Instant => parseInstant(text) ?? refused(context))
export const u64Field = z.string().transform((text, context): U64 => parseU64(text) ?? refused(context))

function refused(context: z.core.$RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'not valid' })
  return z.NEVER
}
