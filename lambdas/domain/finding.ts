import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import type { LedgerEvent } from './event.ts'
import type { Instant } from './instant.ts'
import type { Policy } from './policy.ts'
import type { Listed } from './state.ts'

/** A checkpoint that was recorded, has ended, and is listed again. */
export interface Acquaintance extends Listed {
  readonly ended: 'retired' | 'missing' | 'cleared'
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
}

/** One difference. A suspicion is told by its key, which is the same in every answer that shows the same. */
export interface Finding {
  readonly event: LedgerEvent
  readonly suspicion?: string
}

/** The checkpoints of one complete answer. */
export type Listing = readonly CheckpointMetadata[]
