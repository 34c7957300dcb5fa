import * as z from 'zod'
import { parseUuid } from '../../domain/checkpoint.ts'
import { NumberText } from '../../domain/exact-json.ts'
import { parseInstant } from '../../domain/instant.ts'
import type { Observation, UnobservableReason } from '../../domain/observation.ts'
import type { ListedPipeline } from '../../domain/standing.ts'
import { parseU64 } from '../../domain/u64.ts'
import type { Exchange } from './http.ts'
import { unobservableBy } from './reason.ts'
import { jsonOf, listIn } from './schema.ts'

export type StatusList =
  | { readonly kind: 'had'; readonly pipelines: readonly ListedPipeline[] }
  | { readonly kind: 'not-had'; readonly reason: UnobservableReason; readonly detail: string }

const uuid = z.string().transform((text, context) => {
  const parsed = parseUuid(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: 'no UUID' })
  return z.NEVER
})
const text = z
  .string()
  .min(1)
  .refine((said) => said.isWellFormed())
const word = text.max(64).optional().catch(undefined)
const time = z
  .string()
  .transform((text) => parseInstant(text))
  .optional()
  .catch(undefined)

/** Strict about what identifies a pipeline; of everything else, what cannot be read is as good as not said. */
const list = z.array(
  z.object({
    name: text,
    id: uuid,
    deployment_id: uuid.optional().catch(undefined),
    deployment_status: word,
    deployment_status_since: time,
    storage_status: word,
    storage_status_details: z.object({ checkpoints: z.unknown() }).optional().catch(undefined),
    program_version: z
      .unknown()
      .transform((value) => (value instanceof NumberText ? parseU64(value.source) : undefined))
      .optional(),
    platform_version: word,
  }),
)

/** What the answer to `GET /v0/pipelines?selector=status` says (FELDERA §4.4). Total, as `observationOf`. */
export function statusListOf(outcome: Exchange): StatusList {
  if (outcome.kind === 'incomplete' || outcome.status !== 200) return notHad(unobservableBy(outcome))
  const json = jsonOf(outcome.headers['content-type'], outcome.body)
  if (json.kind === 'unobservable') return notHad(json)
  const parsed = list.safeParse(json.value)
  if (!parsed.success)
    return { kind: 'not-had', reason: 'malformed', detail: 'the answer is no list of pipelines' }
  return { kind: 'had', pipelines: parsed.data.map(pipelineOf) }
}

function pipelineOf(said: z.output<typeof list>[number]): ListedPipeline {
  const { name, id, storage_status_details: stored } = said
  const details: Observation | undefined =
    stored?.checkpoints === undefined || stored.checkpoints === null ? undefined : listIn(stored.checkpoints)
  return {
    name,
    id,
    ...(said.deployment_id && { deploymentId: said.deployment_id }),
    ...(said.deployment_status && { deploymentStatus: said.deployment_status }),
    ...(said.deployment_status_since && { statusSince: said.deployment_status_since }),
    ...(details && { details }),
    ...(said.storage_status && { storageStatus: said.storage_status }),
    ...(said.program_version && { programVersion: said.program_version }),
    ...(said.platform_version && { platformVersion: said.platform_version }),
  }
}

function notHad({ reason, detail }: { reason: UnobservableReason; detail: string }): StatusList {
  return { kind: 'not-had', reason, detail }
}
