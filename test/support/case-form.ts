import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { APPROVABLE } from '../../lambdas/domain/approvals.ts'

/** Answers of one kind: the same for ever, or in turn, one a request; the last one stays. */
function answers<T extends z.ZodType>(listing: T) {
  const one = z.union([
    listing,
    z.enum(['absent', 'network', 'timeout', 'truncated', 'too-large']),
    z.strictObject({
      status: z.int().default(200),
      headers: z.record(z.string(), z.string()).default({ 'content-type': 'application/json' }),
      body: z.unknown().optional(),
    }),
  ])
  return z.union([one, z.strictObject({ inTurn: z.array(one).min(1) })])
}

const stored = z.array(z.string()).nullable()
const checkpoints = answers(z.array(z.string()))

const pipeline = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  deployment_id: z.string().nullish(),
  deployment_status: z.string().default('Running'),
  deployment_status_since: z.number().optional(),
  storage_status: z.string().default('InUse'),
  program_version: z.int().default(1),
  platform_version: z.string().default('0.337.0'),
  stored: stored.default(null),
})

const monitored = z.strictObject({
  at: z.number(),
  stored,
  deployment_runtime_status: z.string().nullish(),
  deployment_resources_status: z.string().default('Provisioned'),
  storage_status: z.string().default('InUse'),
})

const step = z.strictObject({
  at: z.number(),
  /** What changes in the world before the run; all else stays as it was. */
  policy: z.record(z.string(), z.unknown()).optional(),
  pipelines: z.array(z.string()).optional(),
  list: answers(z.array(pipeline)).optional(),
  checkpoints: z.record(z.string(), checkpoints).optional(),
  feed: z.record(z.string(), answers(z.array(monitored))).optional(),
  /** What a person does before the run. */
  hold: z.strictObject({ uuid: z.string(), reason: z.string() }).optional(),
  acknowledge: z.string().optional(),
  approve: z
    .strictObject({ kinds: z.array(z.enum(APPROVABLE)), from: z.number().optional(), until: z.number() })
    .optional(),
  maintain: z.strictObject({ from: z.number().optional(), until: z.number() }).optional(),
  /** What must follow: nothing, where it is not said. */
  events: z.array(z.string()).default([]),
  told: z.array(z.string()).default([]),
  /** Looked at only where it is said. */
  outcome: z.record(z.string(), z.string()).optional(),
  asked: z.record(z.string(), z.int()).optional(),
  run: z.record(z.string(), z.unknown()).optional(),
})

const written = z.strictObject({
  why: z.string().min(1),
  policy: z.record(z.string(), z.unknown()).default({}),
  pipelines: z.array(z.string()).default(['orders']),
  steps: z.array(step).min(1),
})

/** A case as `test/cases/README.md` tells it. */
export type Case = z.output<typeof written>
export type Step = Case['steps'][number]
export type ListedForm = z.output<typeof pipeline>
export type MonitoredForm = z.output<typeof monitored>
export type Answers<T> = One<T> | { readonly inTurn: readonly One<T>[] }
export type One<T> =
  | readonly T[]
  | 'absent'
  | 'network'
  | 'timeout'
  | 'truncated'
  | 'too-large'
  | {
      readonly status: number
      readonly headers: { readonly [name: string]: string }
      readonly body?: unknown
    }

/** Strict: a key that nobody reads would be a promise that nobody tests. */
export function readCase(file: URL): Case {
  const read = written.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!read.success) throw new Error(`${file.pathname}: ${z.prettifyError(read.error)}`)
  return read.data
}
