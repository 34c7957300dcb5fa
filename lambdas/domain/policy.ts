import { DEFAULT_SEVERITY, type EventKind, type Severity } from './event.ts'

/** What is expected of a pipeline's checkpoints. Durations are milliseconds. */
export interface Policy {
  /** How many newest checkpoints the pipeline promises to keep; `all`: every disappearance is a loss. */
  readonly keepLast: number | 'all'
  /** Waits before each confirming poll of a suspicion; empty: suspicions stand at once. */
  readonly confirmAfterMs: readonly number[]
  /** A running pipeline with no checkpoint younger than this is stale; null: not watched for. */
  readonly staleAfterMs: number | null
  /** A pipeline that could not be seen for this long is told of; being stopped does not count. */
  readonly unobservableAfterMs: number
  /** How often the pipeline's own feed is asked for where nothing else calls for it; null: not. */
  readonly feedEveryMs: number | null
  /** A new checkpoint below this share of the median of the last ten has dropped; null: not watched for. */
  readonly sizeDrop: number | null
  /** How long evidence is locked in the archive (S3 Object Lock). */
  readonly lockForMs: number
  /** An unacknowledged critical alert is announced again after each of these; 0: never. */
  readonly remindEveryMs: number
  /** Hosts of the pipeline, each of which keeps `keepLast` of its own; null: found out from what is listed (hosts.ts). */
  readonly hosts: number | null
  readonly severity: { readonly [kind in EventKind]?: Severity }
}

// Feldera keeps two per host (checkpointer.rs, MIN_CHECKPOINT_THRESHOLD); its issue 7035 wants one.
export const DEFAULT_POLICY: Policy = {
  keepLast: 2,
  confirmAfterMs: [5_000, 30_000],
  staleAfterMs: null,
  unobservableAfterMs: 15 * 60_000,
  feedEveryMs: null,
  sizeDrop: null,
  lockForMs: 2_555 * 86_400_000,
  remindEveryMs: 86_400_000,
  hosts: null,
  severity: {},
}

export function severityOf(
  policy: Policy,
  kind: EventKind,
  usual: Severity = DEFAULT_SEVERITY[kind],
): Severity {
  return policy.severity[kind] ?? usual
}
