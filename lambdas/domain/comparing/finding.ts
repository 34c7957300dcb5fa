import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'
import type { Ended, LedgerEvent } from '../event.ts'
import type { Instant } from '../instant.ts'
import type { Policy } from '../policy.ts'
import type { Listed, Making } from '../state.ts'

/** A checkpoint that was recorded, has ended, and is listed again. */
export interface Acquaintance extends Listed {
  readonly ended: Ended
  readonly endedAt: Instant
  readonly endedSeq: number
}

/** All that the comparison takes into account besides what is believed and what was seen. */
export interface Circumstances {
  readonly policy: Policy
  /** No complete answer of this pipeline was ever had before. */
  readonly firstSight: boolean
  /** The previous complete answer: a lower bound of when an ended checkpoint was last there. */
  readonly lastSeenAt: Instant | null
  /** When the first of the answers was there. */
  readonly seenAt: Instant
  /** Our first complete answer; `seenAt` where this is it. */
  readonly watchedSince: Instant
  /** Those among the listed that the ledger knows as ended. */
  readonly acquaintances: ReadonlyMap<Uuid, Acquaintance>
  /** When a list that no run went by showed what is not recorded yet. */
  readonly glimpsedAt?: ReadonlyMap<Uuid, Instant>
  /** Those that an answer before this one lacked already, when rotation did not explain it. */
  readonly doubted: ReadonlySet<Uuid>
  /** Versions and start as the source's list says them now; null where it was not had. */
  readonly making: Making | null
  /** Why what is gone is retired whatever is listed: a standby's list is replaced at every pull. */
  readonly retiredBy: 'standby' | 'pulled' | null
  /** Since when the pipeline runs, as far as known; null: it does not run, and cannot become stale. */
  readonly runsSince: Instant | null
  /** How far the source's clock is ahead of ours, by its answer: UUIDs bear times of that clock. Absent where the two may agree. */
  readonly clockAheadMs?: number
  /** All answers of the run, where there were several: their order is that of the list, too. */
  readonly answers?: readonly Listing[]
  /** The list before this one, where both are read at once: what it lists was recorded by one entry, and only its order says what was made first. */
  readonly listBefore?: Listing
  /** Learnt from the pipeline's own feed of events, or from a list that the run did not go by, not from an answer of now. */
  readonly via: 'events' | 'aside' | null
}

/** One difference. A suspicion is told by its key, which is the same in every answer that shows the same. */
export interface Finding {
  readonly event: LedgerEvent
  readonly suspicion?: string
}

/** Says that a checkpoint was there, and what it was like against the one before it: nothing that a later answer can take back. */
export function isOfRecording({ event: { kind } }: Finding): boolean {
  return RECORDING.has(kind)
}

const RECORDING: ReadonlySet<LedgerEvent['kind']> = new Set([
  'checkpoint-recorded',
  'lineage-changed',
  'progress-regressed',
  'size-dropped',
])

/** The checkpoints of one complete answer. */
export type Listing = readonly CheckpointMetadata[]
