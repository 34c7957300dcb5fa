import * as z from 'zod'
import { MAX_DURATION_MS } from '../domain/duration.ts'
import { parseLocation } from '../stores/location.ts'
import { wordsFor } from './configuration-problem.ts'
import { duration, policySchema } from './policy-schema.ts'
import { baseUrl, parseHttpUrl } from './source-url.ts'
import { isPipelineName } from './watch-list.ts'

const SOURCE_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/
const ENVIRONMENT_VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/
// RFC 9110 §5.5, without obs-text: what every server reads as it was sent.
const HEADER_TEXT = /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/

const printable = z.string().refine((text) => text.trim() !== '' && !/\p{Cc}/u.test(text), {
  error: 'must not be empty or hold control characters',
})

const secret = z.strictObject(
  {
    secret: printable.optional(),
    env: z.string().regex(ENVIRONMENT_VARIABLE, 'must be the name of an environment variable').optional(),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type' && issue.input !== undefined
        ? 'must be {"secret": "name or ARN"} or {"env": "VARIABLE"}: the secret itself has no place in this file'
        : wordsFor(issue),
  },
)

const auth = z.strictObject({
  apiKey: secret.optional(),
  token: secret.optional(),
  clientCredentials: z
    .strictObject({
      tokenUrl: httpUrl(),
      clientId: printable,
      clientSecret: secret,
      scope: printable.optional(),
    })
    .optional(),
})

const source = z.strictObject({
  name: z
    .string()
    .regex(SOURCE_NAME, 'must be 1 to 31 of a-z, 0-9 and -, and not begin with -')
    .refine((name) => name !== 'recorder', 'must not be "recorder": that is the ledger of the runs'),
  url: base(),
  auth: auth.optional(),
  tenant: z
    .string()
    .refine(
      (text) => text.length <= 255 && HEADER_TEXT.test(text),
      'must be 1 to 255 visible ASCII characters',
    )
    .optional(),
  pipelines: z
    .array(
      z
        .string()
        .refine(
          isPipelineName,
          'must be 1 to 255 characters without "/" and control characters, and not "." or ".."',
        ),
    )
    .min(1, 'must name at least one pipeline or pattern'),
  allowHttp: z.boolean().optional(),
})

const match = z
  .string()
  .refine((text) => /^[^/]+\/[^/]+$/.test(text), 'must be "source/pipeline", both of which may hold *')

const store = z.strictObject({
  match,
  location: z
    .string()
    .refine((text) => parseLocation(text) !== undefined, 'must be s3://bucket/prefix or file:///directory'),
  region: printable.optional(),
  endpoint: base().optional(),
  allowHttp: z.boolean().optional(),
  credentials: secret.optional(),
  verifyEvery: duration(1_000, MAX_DURATION_MS).optional(),
  deep: z.boolean().optional(),
  keepCopy: duration(86_400_000, MAX_DURATION_MS).optional(),
  staleAfter: duration(1_000, MAX_DURATION_MS).optional(),
  retentionMinCount: z.int({ error: 'must be a whole number' }).min(0, 'must not be negative').optional(),
  retentionMinAge: duration(0, MAX_DURATION_MS).optional(),
})

/**
 * The shape of `pipelines.json`, key by key (CONTRACT §2, §8, §9). What ties several keys together is in
 * `configuration-rules.ts`: zod would leave such rules out as soon as one key is wrong, and all problems are told at once.
 */
export const configurationSchema = z.strictObject({
  sources: z.array(source).min(1, 'must name at least one source'),
  policy: policySchema.optional(),
  overrides: z.array(z.strictObject({ match, policy: policySchema })).optional(),
  stores: z.array(store).optional(),
})

export type WrittenConfiguration = z.output<typeof configurationSchema>
export type WrittenSource = WrittenConfiguration['sources'][number]
export type WrittenStore = NonNullable<WrittenConfiguration['stores']>[number]
export type WrittenSecret = z.output<typeof secret>

/** An address that paths are appended to. */
function base() {
  return z.string().transform((text, context) => {
    const parsed = baseUrl(text)
    if (parsed.kind === 'base') return parsed.base
    context.addIssue(parsed.message)
    return z.NEVER
  })
}

/** A URL that is used as it stands, query included (RFC 6749 §3.2 allows one to a token endpoint). */
function httpUrl() {
  return z.string().transform((text, context) => {
    const parsed = parseHttpUrl(text)
    if (parsed.kind === 'url') return parsed.url.href
    context.addIssue(parsed.message)
    return z.NEVER
  })
}
