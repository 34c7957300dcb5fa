import type { Uuid } from './checkpoint.ts'
import type { Listing } from './comparing/finding.ts'
import type { Instant } from './instant.ts'
import type { Observation } from './observation.ts'
import type { U64 } from './u64.ts'

/** A pipeline as its source lists it (`GET /v0/pipelines?selector=status`, FELDERA §4.4). What is absent was not said. */
export interface ListedPipeline {
  readonly name: string
  /** Stable across renaming. */
  readonly id: Uuid
  /** Another one after each start; a UUIDv7 of when it began. */
  readonly deploymentId?: Uuid
  /** As the server says it: newer ones may have words that we do not know. */
  readonly deploymentStatus?: string
  readonly statusSince?: Instant
  /** `InUse`, `Cleared` or `Clearing`. */
  readonly storageStatus?: string
  readonly programVersion?: U64
  readonly platformVersion?: string
  /** `storage_status_details.checkpoints`: of a pipeline that is not deployed, all that there is to see. */
  readonly details?: Observation
}

/** What the source's own list says of one pipeline; `unknown` where there is no list to ask. */
export type Standing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'present'; readonly pipeline: ListedPipeline }
  /** Its id is listed under another name. */
  | { readonly kind: 'renamed'; readonly to: string; readonly id: Uuid }
  /** A complete list has neither its name nor its id. */
  | { readonly kind: 'absent' }

export const UNKNOWN: Standing = { kind: 'unknown' }

/** The start that the list names. */
export function deploymentIn(standing: Standing): Uuid | undefined {
  return standing.kind === 'present' ? standing.pipeline.deploymentId : undefined
}

/** The checkpoints that the list shows of it, whole and well formed. */
export function detailsIn(standing: Standing): Listing | undefined {
  const details = standing.kind === 'present' ? standing.pipeline.details : undefined
  return details?.kind === 'listed' ? details.checkpoints : undefined
}

/** One event of the pipeline's own feed (`GET …/events?selector=all`, FELDERA §4.6): what was listed at that moment. */
export interface FeedList {
  /** By the source's clock, corrected by what its answers say of the difference to ours. */
  readonly recordedAt: Instant
  /** Of the runtime, else of its resources: `Running`, `Standby`, `Stopped` … */
  readonly status?: string
  readonly storageStatus?: string
  /** Absent where the event does not say. */
  readonly checkpoints?: Listing
}

/** So long the source's list, and the feed that is made of it, may be behind the pipeline, and some: up to 15 s (FELDERA §4.4). */
export const LIST_LAG_MS = 20_000

/** A start that has not begun: it has pulled nothing, and what its source's list shows was there before it. */
export function isProvisioning({ deploymentStatus }: ListedPipeline): boolean {
  return deploymentStatus === 'Provisioning'
}
