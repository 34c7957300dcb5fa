import * as z from 'zod'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import type { Problem } from '../settings.ts'

/** How one witness differs from another: CDK context, as `-c witnessName=…`. */
export interface WitnessSettings {
  /** Names the stack `CheckpointWitness-<stage>`. Default `prod`. */
  readonly stage: string
  /** `witnessName`: the name of its key: a URL without its scheme under a domain of whoever runs it. It cannot be changed later. */
  readonly name: string
  /** `witnessLogs`: the verifier keys of the logs that it cosigns, with commas; of a log that changes its key, both. */
  readonly logs: readonly string[]
  /** `emails`: who is told of a fork and of failures. Default nobody. */
  readonly emails: readonly string[]
}

const Schema = z.object({
  stage: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,20}$/,
      'must be at most 21 lower-case letters, digits and hyphens, first a letter',
    )
    .default('prod'),
  witnessName: z
    .string('is missing: a URL without its scheme, such as witness.example.org/w1')
    .max(200, 'must be at most 200 characters')
    .regex(
      /^[a-z0-9-]+(\.[a-z0-9-]+)*(\/[A-Za-z0-9._~-]+)*$/,
      'must be a URL without its scheme, such as witness.example.org/w1',
    ),
  witnessLogs: z
    .string('is missing: the log.vkey of each log, with commas')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .superRefine((vkeys, context) => {
      for (const vkey of vkeys) {
        try {
          parseVkey(vkey)
        } catch (error) {
          context.addIssue(`${vkey}: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
    }),
  emails: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.email('must be an e-mail address')))
    .default([]),
})

export type WitnessSettingsRead =
  | { readonly kind: 'valid'; readonly settings: WitnessSettings }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/** Reads the settings through `contextOf`, which gives undefined for what is not set. All problems at once. */
export function readWitnessSettings(contextOf: (name: string) => unknown): WitnessSettingsRead {
  const given = Object.fromEntries(Object.keys(Schema.shape).map((name) => [name, contextOf(name)]))
  const parsed = Schema.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return { kind: 'invalid', problems }
  }
  const { witnessName: name, witnessLogs: logs, ...rest } = parsed.data
  return { kind: 'valid', settings: { ...rest, name, logs } }
}
