import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import type { Citation } from './citation.ts'
import type { Instant } from './instant.ts'
import type { Making } from './state.ts'

/** A checkpoint that some list showed beside the answers that a run went by, and that no entry has yet. */
export interface Glimpse {
  readonly checkpoint: CheckpointMetadata
  /** When that list was asked for. */
  readonly at: Instant
  /** What the source's list said of versions and start with it. */
  readonly making: Making | null
  /** Where that list is kept, as an event cites it. */
  readonly evidence: Citation
}

/** What is carried on of them from run to run. */
export interface Glimpses {
  /** They may be listed still: what the next answer shows of them says. */
  readonly waiting: readonly Glimpse[]
  /** In the ledger, and ended: the list that goes on showing them is old. */
  readonly ended: readonly Uuid[]
}
