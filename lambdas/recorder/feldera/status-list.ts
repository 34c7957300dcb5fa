import * as z from 'zod'
import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import { NumberText } from '../../domain/exact-json.ts'
import type { UnobservableReason } from '../../domain/observation.ts'
import { parseU64, type U64 } from '../../domain/u64.ts'
import type { Exchange } from './http.ts'
import { unobservableBy } from './reason.ts'
import { jsonOf } from './schema.ts'

/** A pipeline as its source lists it. */
export interface ListedPipeline {
  readonly name: string
  /** Stable across renaming. */
  readonly id: Uuid
  /** Another one after each start. */
  readonly deploymentId?: Uuid
  /** As the server says it: newer ones may have words that we do not know. */
  readonly deploymentStatus?: string
  readonly storageStatus?: string
  readonly programVersion?: U64
  readonly platformVersion?: string
}

export type StatusList =
  | { readonly kind: 'had'; readonly pipelines: readonly ListedPipeline[] }
  | { readonly kind: 'not-had'; readonly reason: UnobservableReason; readonly detail: string }

const uuid = z.string().transform((text, context) => {
  const parsed = parseUuid(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: 'no UUID' })
  return z.NEVER
})
const word = z.string().min(1).max(64).optional().catch(undefined)

/** Strict about what identifies a pipeline; of everything else, what cannot be read is as good as not said. */
const list = z.array(
  z.object({
    name: z.string().min(1),
    id: uuid,
    deployment_id: uuid.optional().catch(undefined),
    deployment_status: word,
    storage_status: word,
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
  const { name, id } = said
  return {
    name,
    id,
    ...(said.deployment_id && { deploymentId: said.deployment_id }),
    ...(said.deployment_status && { deploymentStatus: said.deployment_status }),
    ...(said.storage_status && { storageStatus: said.storage_status }),
    ...(said.program_version && { programVersion: said.program_version }),
    ...(said.platform_version && { platformVersion: said.platform_version }),
  }
}

function notHad({ reason, detail }: { reason: UnobservableReason; detail: string }): StatusList {
  return { kind: 'not-had', reason, detail }
}
