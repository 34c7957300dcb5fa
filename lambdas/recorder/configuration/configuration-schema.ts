import * as z from 'zod/mini'
import { MAX_DURATION_MS } from '../../domain/duration.ts'
import { parseLocation } from '../../stores/location.ts'
import { textReadAs } from '../../stores/text-read-as.ts'
import { wordsFor } from './configuration-problem.ts'
import { duration, policySchema } from './policy-schema.ts'
import { baseUrl, parseHttpUrl } from './source-url.ts'
import { isPipelineName } from './watch-list.ts'

const SOURCE_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/
const ENVIRONMENT_VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/
// RFC 9110 §5.5, without obs-text: what every server reads as it was sent.
const HEADER_TEXT = /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/

const printable = z.string().check(
  z.refine((text) => text.trim() !== '' && !/\p{Cc}/u.test(text), {
    error: 'must not be empty or hold control characters',
  }),
)

const secret = z.strictObject(
  {
    secret: z.optional(printable),
    env: z.optional(
      z.string().check(z.regex(ENVIRONMENT_VARIABLE, 'must be the name of an environment variable')),
    ),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type' && issue.input !== undefined
        ? 'must be {"secret": "name or ARN"} or {"env": "VARIABLE"}: the secret itself has no place in this file'
        : wordsFor(issue),
  },
)

const auth = z.strictObject({
  apiKey: z.optional(secret),
  token: z.optional(secret),
  clientCredentials: z.optional(
    z.strictObject({
      tokenUrl: httpUrl(),
      clientId: printable,
      clientSecret: secret,
      scope: z.optional(printable),
    }),
  ),
})

const source = z.strictObject({
  name: z.string().check(
    z.regex(SOURCE_NAME, 'must be 1 to 31 of a-z, 0-9 and -, and not begin with -'),
    z.refine((name) => name !== 'recorder', 'must not be "recorder": that is the ledger of the runs'),
  ),
  url: base(),
  auth: z.optional(auth),
  tenant: z.optional(
    z
      .string()
      .check(
        z.refine(
          (text) => text.length <= 255 && HEADER_TEXT.test(text),
          'must be 1 to 255 visible ASCII characters',
        ),
      ),
  ),
  pipelines: z
    .array(
      z
        .string()
        .check(
          z.refine(
            isPipelineName,
            'must be 1 to 255 characters without "/" and control characters, and not "." or ".."',
          ),
        ),
    )
    .check(z.minLength(1, 'must name at least one pipeline or pattern')),
  allowHttp: z.optional(z.boolean()),
})

const match = z
  .string()
  .check(
    z.refine((text) => /^[^/]+\/[^/]+$/.test(text), 'must be "source/pipeline", both of which may hold *'),
  )

const store = z.strictObject({
  match,
  location: z
    .string()
    .check(
      z.refine(
        (text) => parseLocation(text) !== undefined,
        'must be s3://bucket/prefix or file:///directory',
      ),
    ),
  region: z.optional(printable),
  endpoint: z.optional(base()),
  allowHttp: z.optional(z.boolean()),
  credentials: z.optional(secret),
  verifyEvery: z.optional(duration(1_000, MAX_DURATION_MS)),
  deep: z.optional(z.boolean()),
  keepCopy: z.optional(duration(86_400_000, MAX_DURATION_MS)),
  staleAfter: z.optional(duration(1_000, MAX_DURATION_MS)),
  retentionMinCount: z.optional(
    z.int({ error: 'must be a whole number' }).check(z.minimum(0, 'must not be negative')),
  ),
  retentionMinAge: z.optional(duration(0, MAX_DURATION_MS)),
})

/**
 * The shape of `pipelines.json`, key by key (CONTRACT §2, §8, §9). What ties several keys together is in
 * `configuration-rules.ts`: zod would leave such rules out as soon as one key is wrong, and all problems are told at once.
 */
export const configurationSchema = z.strictObject({
  sources: z.array(source).check(z.minLength(1, 'must name at least one source')),
  policy: z.optional(policySchema),
  overrides: z.optional(z.array(z.strictObject({ match, policy: policySchema }))),
  stores: z.optional(z.array(store)),
})

export type WrittenConfiguration = z.output<typeof configurationSchema>
export type WrittenSource = WrittenConfiguration['sources'][number]
export type WrittenStore = NonNullable<WrittenConfiguration['stores']>[number]
export type WrittenSecret = z.output<typeof secret>

/** An address that paths are appended to. */
function base() {
  return textReadAs((text) => {
    const parsed = baseUrl(text)
    return parsed.kind === 'base' ? { value: parsed.base } : { wrong: parsed.message }
  })
}

/** A URL that is used as it stands, query included (RFC 6749 §3.2 allows one to a token endpoint). */
function httpUrl() {
  return textReadAs((text) => {
    const parsed = parseHttpUrl(text)
    return parsed.kind === 'url' ? { value: parsed.url.href } : { wrong: parsed.message }
  })
}
