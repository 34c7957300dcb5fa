import * as z from 'zod/mini'
import { jsonOrNothing } from './json-or-nothing.ts'
import type { S3Credentials } from './open-store.ts'

const schema = z.strictObject({
  accessKeyId: z.string().check(z.minLength(1)),
  secretAccessKey: z.string().check(z.minLength(1)),
  sessionToken: z.optional(z.string().check(z.minLength(1))),
})

/**
 * The text of a secret with the credentials of a store: JSON with `accessKeyId`, `secretAccessKey` and, if need be, `sessionToken`.
 * Undefined where it is anything else; nothing of it may be said.
 */
export function credentialsIn(text: string): S3Credentials | undefined {
  const parsed = schema.safeParse(jsonOrNothing(text))
  if (!parsed.success) return undefined
  const { accessKeyId, secretAccessKey, sessionToken } = parsed.data
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}
