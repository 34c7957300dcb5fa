import type { SignedTreeHead } from '../archive/log/notes/checkpoint.ts'

/** The largest tree of a log that a witness has cosigned. */
export interface WitnessedTree extends SignedTreeHead {
  /** The signed note. */
  readonly note: string
}

/**
 * What a witness must never forget: per log the largest tree that it has cosigned. Reads are strongly consistent.
 * A witness that lost this, or had it put back to an older state, could cosign a fork: it must not go on under its key.
 */
export interface WitnessedTrees {
  /** Undefined where nothing of the log was ever cosigned. */
  readonly read: (origin: string) => Promise<WitnessedTree | undefined>
  /**
   * Puts `next` in the place of the tree of size `from` (undefined: of none), or says that another stands there by now: comparing and
   * putting are one step, so that of two requests at once one is late. Durable on return. If it throws, it may or may not have happened.
   */
  readonly advance: (from: bigint | undefined, next: WitnessedTree) => Promise<'advanced' | 'moved'>
}
