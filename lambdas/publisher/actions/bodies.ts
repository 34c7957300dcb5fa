import * as z from 'zod'
import { type Failure, invalidParameter, isFailure } from '../failure.ts'

/** What people send with their actions. All of it becomes part of the record for ever, so it is bounded and must be text. */

const MAX_CHARACTERS = 1_000

export const words = z
  .string('must be text')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  .refine(
    (text) => text !== '' && Array.from(text).length <= MAX_CHARACTERS,
    `must have 1 to ${MAX_CHARACTERS} characters`,
  )

const bounded = words.meta({ minLength: 1, maxLength: MAX_CHARACTERS })

export const NOTE = z.strictObject({ note: bounded.nullish().describe('What to say of it') })
export const REASON = z.strictObject({ reason: bounded.describe('Why it must stay') })
export const OPTIONAL_REASON = z.strictObject({
  reason: bounded.nullish().describe('Why it need not stay'),
})

/** The members of a JSON body; no body at all stands for none. */
export function parseBody<T>(schema: z.ZodType<T>, body: string | Failure): T | Failure {
  if (isFailure(body)) return body
  try {
    return parseMembers(schema, body === '' ? {} : JSON.parse(body))
  } catch (error) {
    if (error instanceof SyntaxError) return invalidParameter('body', 'is not JSON')
    throw error
  }
}

/** The members, or the first that is wrong, named. */
export function parseMembers<T>(schema: z.ZodType<T>, value: unknown): T | Failure {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') {
    return invalidParameter(issue.keys[0] ?? 'body', 'is no member of this body')
  }
  const member = issue?.path[0]
  return member === undefined
    ? invalidParameter('body', 'must be a JSON object')
    : invalidParameter(String(member), issue?.message ?? 'is wrong')
}
