import * as z from 'zod'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import type { Problem } from '../problem.ts'
import { emails, keyName, stage, wrongBy } from '../settings-schema.ts'

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
  stage: stage.default('prod'),
  witnessName: keyName('witness.example.org/w1'),
  witnessLogs: z
    .string('is missing: the log.vkey of each log, with commas')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .superRefine((vkeys, context) => {
      for (const vkey of vkeys) {
        const wrong = wrongBy(parseVkey, vkey)
        if (wrong !== undefined) context.addIssue(`${vkey}: ${wrong}`)
      }
    }),
  emails: emails.default([]),
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
