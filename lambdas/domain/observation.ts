import type { CheckpointMetadata } from './checkpoint.ts'

/**
 * Why a pipeline could not be seen. Closed: every answer that is not a complete, valid list has one of these.
 * None of them says anything about the checkpoints.
 */
export const UNOBSERVABLE_REASONS = {
  stopped: 'the pipeline is not deployed (503 PipelineInteractionNotDeployed)',
  'pipeline-unavailable': 'Feldera reports the pipeline as unavailable (503 PipelineUnavailable)',
  'pipeline-unreachable': 'Feldera could not reach the pipeline (503 PipelineInteractionUnreachable)',
  'unknown-pipeline': 'Feldera knows no pipeline of this name (404 UnknownPipelineName)',
  unsupported: 'this Feldera has no such endpoint (404 without Feldera’s error body; it came with v0.233)',
  unauthorized: 'the credentials were refused (401)',
  forbidden: 'the credentials may not read this pipeline (403)',
  'tenant-required':
    'the request does not say which tenant (400 AmbiguousTenantMembership, AmbiguousOidcTenant)',
  'request-refused': 'the request was refused (another 4xx)',
  'rate-limited': 'too many requests (429)',
  'storage-error': 'the pipeline could not read its checkpoint catalog (500 StorageError)',
  'server-error': 'the server failed (another 5xx)',
  redirected: 'the answer was a redirect, which is never followed',
  'not-json': 'the answer is not JSON by its content type: is the URL that of Feldera?',
  malformed: 'the answer is not a valid list of checkpoints',
  'too-large': 'the answer is beyond the limits (8 MiB, 2,000 checkpoints)',
  truncated: 'the answer ended early',
  timeout: 'no complete answer in time',
  network: 'no connection',
  'no-credentials': 'the secret for this source could not be read',
} as const

export type UnobservableReason = keyof typeof UNOBSERVABLE_REASONS

/** What one poll of one pipeline showed. */
export type Observation =
  | { readonly kind: 'listed'; readonly checkpoints: readonly CheckpointMetadata[] }
  | Unobservable

export interface Unobservable {
  readonly kind: 'unobservable'
  readonly reason: UnobservableReason
  /** For humans: what exactly was wrong. Never a secret, never a body. */
  readonly detail: string
}

/** Feldera keeps 2 per host; what lists more than this is not read (CONTRACT §2). */
export const MAX_LISTED = 2_000
