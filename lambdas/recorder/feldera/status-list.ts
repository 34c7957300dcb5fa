import * as z from 'zod'
import type { UnobservableReason } from '../../domain/observation.ts'
import type { Exchange } from './http.ts'
import { unobservableBy } from './reason.ts'
import { jsonOf } from './schema.ts'

/** A pipeline as its source lists it. */
export interface ListedPipeline {
  readonly name: string
  /** Stable across renaming. */
  readonly id: string
}

export type StatusList =
  | { readonly kind: 'had'; readonly pipelines: readonly ListedPipeline[] }
  | { readonly kind: 'not-had'; readonly reason: UnobservableReason; readonly detail: string }

const list = z
  .array(z.object({ name: z.string().min(1).max(255), id: z.string().min(1).max(64) }))
  .max(100_000)

/** What the answer to `GET /v0/pipelines?selector=status` says (FELDERA §4.4). Total, as `observationOf`. */
export function statusListOf(outcome: Exchange): StatusList {
  if (outcome.kind === 'incomplete' || outcome.status !== 200) return notHad(unobservableBy(outcome))
  const json = jsonOf(outcome.headers['content-type'], outcome.body)
  if (json.kind === 'unobservable') return notHad(json)
  const parsed = list.safeParse(json.value)
  if (!parsed.success)
    return { kind: 'not-had', reason: 'malformed', detail: 'the answer is no list of pipelines' }
  return { kind: 'had', pipelines: parsed.data }
}

function notHad({ reason, detail }: { reason: UnobservableReason; detail: string }): StatusList {
  return { kind: 'not-had', reason, detail }
}
