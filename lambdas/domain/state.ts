import type { Approval, Unalarmed } from './approvals.ts'
import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import type { Copies } from './copies/copies.ts'
import type { EventKind, Severity } from './event.ts'
import type { Hold } from './holds.ts'
import type { Instant } from './instant.ts'
import type { U64 } from './u64.ts'

/** A checkpoint that was listed when last observed. */
export interface Listed extends CheckpointMetadata {
  readonly firstSeenAt: Instant
  /** The entry that first recorded it. */
  readonly recordedSeq: number
}

export interface OpenAlert {
  readonly id: string
  readonly kind: EventKind
  readonly severity: Severity
  readonly uuid: Uuid | null
  readonly epoch: string | null
  readonly raisedAt: Instant
  readonly seq: number
  readonly acknowledged: boolean
  /** Came back too often within an hour: indexed, and announced to nobody. */
  readonly flapping?: true
  /** Of an alert that is about a whole source: its name. */
  readonly source?: string
}

/** Under which start and versions a checkpoint was recorded, as far as the source says. */
export interface Making {
  readonly program: string | null
  readonly platform: string | null
  readonly deployment: string | null
}

/** When an alert was raised: what returns too often is recorded and no longer announced. */
export interface Raising {
  readonly kind: EventKind
  readonly uuid: Uuid | null
  readonly at: Instant
}

/**
 * The fold of all events of one ledger: all that the next comparison, and every read "as of", needs.
 * Kept beside each entry; derived, so it is not hashed.
 */
export interface State {
  readonly epoch: string | null
  /** Whether a complete answer was ever recorded. */
  readonly observed: boolean
  /** A first sight of many checkpoints that takes several entries is not yet whole. */
  readonly baselineOpen: boolean
  /** In order of recording. */
  readonly listed: readonly Listed[]
  readonly alerts: readonly OpenAlert[]
  /** Not released and not broken. */
  readonly holds: readonly Hold[]
  /** Approved changes and maintenance windows that are neither over nor withdrawn, oldest first. */
  readonly approvals: readonly Approval[]
  /** Conditions that last and were approved when they began: no alert was raised of them. */
  readonly unalarmed: readonly Unalarmed[]
  /** Removed or renamed at its source, and not seen since. */
  readonly removed: boolean
  readonly unobservable: { readonly since: Instant; readonly reason: string } | null
  /** The greatest UUIDv7 ever recorded; never decreases, so the recording of any other can be searched by halves. */
  readonly newest: CheckpointMetadata | null
  /** The one recorded last, whatever its UUID. */
  readonly latest: CheckpointMetadata | null
  /** The newest one since storage began: what progress and lineage of the next one are measured against. */
  readonly forerunner: CheckpointMetadata | null
  readonly making: Making | null
  /** Sizes of the last ten recorded, oldest first: what `size-dropped` is measured against. */
  readonly sizes: readonly U64[]
  /** Since when no checkpoint is young enough (`checkpoints-stale`). */
  readonly stale: Instant | null
  /** Seconds in which checkpoints may have come and gone unseen (`coverage-gap`). */
  readonly uncoveredSeconds: number
  /** Of the ledger of a pipeline's store: what is believed of the copies in it; absent in every other. */
  readonly copies?: Copies
  /** Of the last hour before the newest entry, at most ten. */
  readonly raisings: readonly Raising[]
  /** Newest entry that recorded out of UUID order or saw a checkpoint again, and the one before it (0: none). */
  readonly late: { readonly seq: number; readonly before: number } | null
  /** Per kind the newest entry with such an event: filters hop by it. */
  readonly last: { readonly [kind in EventKind]?: number }
  /** Per kind how many events there were: a period is the difference of two states. */
  readonly totals: { readonly [kind in EventKind]?: number }
}

export const NOTHING_YET: State = {
  epoch: null,
  observed: false,
  baselineOpen: false,
  listed: [],
  alerts: [],
  holds: [],
  approvals: [],
  unalarmed: [],
  removed: false,
  unobservable: null,
  newest: null,
  latest: null,
  forerunner: null,
  making: null,
  sizes: [],
  stale: null,
  uncoveredSeconds: 0,
  raisings: [],
  late: null,
  last: {},
  totals: {},
}
