import * as z from 'zod'
import { parseVkey } from '../lambdas/archive/log/notes/verifier-key.ts'
import { parseWitnesses } from '../lambdas/archive/log/notes/witness-text.ts'

const MINUTES_PER_DAY = 1_440
const MINUTES: { readonly [unit: string]: number } = { s: 1 / 60, m: 1, h: 60, d: MINUTES_PER_DAY }

export const stage = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,20}$/,
    'must be at most 21 lower-case letters, digits and hyphens, first a letter',
  )

// EventBridge Scheduler knows whole minutes only; the alarm for missing runs looks back three periods, at most a week.
const every = z
  .string()
  .transform((text) =>
    /^\d{1,6}[smhd]$/.test(text) ? Number(text.slice(0, -1)) * (MINUTES[text.slice(-1)] ?? 0) : 0,
  )
  .refine(
    (minutes) => Number.isInteger(minutes) && minutes >= 1 && minutes <= MINUTES_PER_DAY,
    'must be whole minutes from 1m to 1d, such as 5m',
  )

export const emails = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((part) => part.trim()))])
  .transform((all) => [...new Set(all.filter((one) => one !== ''))])
  .pipe(z.array(z.email('must be an e-mail address')))

const linkBase = z
  .union(
    [z.literal(''), z.url({ protocol: /^https$/, error: 'must be an https URL' })],
    'must be an https URL',
  )
  .transform((url) => url.replace(/(?<!\/)\/+$/, ''))

/** The name of a key. signed-note: it has neither spaces nor `+`; tlog-checkpoint: it should be a schema-less URL. */
export function keyName(example: string) {
  const form = `a URL without its scheme, such as ${example}`
  return z
    .string(`is missing: ${form}`)
    .max(200, 'must be at most 200 characters')
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(\/[A-Za-z0-9._~-]+)*$/, `must be ${form}`)
}

const rehearseEvery = z
  .string()
  .regex(/^([1-9]\d?d|never)$/, 'must be whole days from 1d to 99d, or never')
  .transform((text) => (text === 'never' ? 0 : Number(text.slice(0, -1))))

/** It becomes the resource of a grant: a pattern in it would open other secrets. */
export const SECRET_NAME =
  /^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512}$/

const pingSecret = z
  .string()
  .refine(
    (text) => text === '' || SECRET_NAME.test(text),
    'must be the name or the ARN of a secret in Secrets Manager; the URL itself has no place here',
  )

// The command line gives texts.
const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], 'must be true or false')
  .transform((said) => said === true || said === 'true')

const eventBus = z
  .string()
  .regex(
    /^(|(arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[A-Za-z0-9/._-]{1,256})$/,
    'must be the name or the ARN of an event bus, such as default',
  )

const visible = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible characters of ASCII')

const jwtIssuer = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .refine((url) => !/[?#@\s]/.test(url), 'must have neither a query nor a fragment nor a user')

const jwtRoles = z
  .string()
  .regex(
    /^[^\s,]+=(read|operate)(,[^\s,]+=(read|operate))*$/,
    'must be VALUE=read or VALUE=operate, several with commas',
  )
  .refine(isOneEach, 'names a value twice')

/** What is wrong with a text by the words with which `parse` throws. */
export function wrongBy(parse: (text: string) => unknown, text: string): string | undefined {
  try {
    parse(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const witnesses = z.string().superRefine((text, context) => {
  const wrong = wrongBy(onlyHttps, text)
  if (wrong !== undefined) context.addIssue(wrong)
})

function onlyHttps(text: string): void {
  // In Lambda this machine itself is the runtime’s.
  if (parseWitnesses(text).some(({ url }) => !url.startsWith('https:'))) throw new Error('must be https')
}

const logKey = z
  .union([z.number(), z.string().transform((text) => (/^[1-9]\d?$/.test(text) ? Number(text) : 0))])
  .refine(
    (number) => Number.isInteger(number) && number >= 1 && number <= 99,
    'must be a number from 1 to 99',
  )

const logKeyLost = z.string().superRefine((text, context) => {
  const wrong = wrongBy(parseVkey, text)
  if (wrong !== undefined) context.addIssue(wrong)
})

/** Every setting as the command line or cdk.json gives it; what each means says `Settings`. */
export const SettingsSchema = z.object({
  stage: stage.default('prod'),
  every: every.default(1),
  emails: emails.default([]),
  linkBase: linkBase.default(''),
  origin: keyName('example.com/checkpoint-ledger').optional(),
  objectLock: z.enum(['COMPLIANCE', 'GOVERNANCE']).default('COMPLIANCE'),
  rehearseEvery: rehearseEvery.default(7),
  pingSecret: pingSecret.default(''),
  chat: flag.default(false),
  eventBus: eventBus.default(''),
  logKey: logKey.default(1),
  logKeyLost: logKeyLost.default(''),
  witnesses: witnesses.default(''),
  jwtIssuer: jwtIssuer.optional(),
  jwtAudience: visible.optional(),
  jwtRoleClaim: visible.optional(),
  jwtRoles: jwtRoles.optional(),
})

function isOneEach(mapping: string): boolean {
  const values = mapping.split(',').map((pair) => pair.slice(0, pair.lastIndexOf('=')))
  return new Set(values).size === values.length
}
