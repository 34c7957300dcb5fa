import type { Sealed } from '../domain/sealing.ts'

/**
 * The append-only entries of every pipeline, and of the recorder's own runs. A ledger is its name: `prod/orders`, `recorder/0`.
 *
 * Numbers are dense: entry `seq` exists only if `seq`−1 does. Nothing is ever changed or removed.
 * All reads are strongly consistent: what `append` returned for is seen by every later read, by whomever.
 * All methods throw on an unreachable store; the caller may try again, a wrong or torn answer is never returned.
 */
export interface Ledger {
  /** The newest entry and the state after it; undefined where the ledger has none. */
  readonly head: (name: string) => Promise<Sealed | undefined>

  /**
   * Puts the entry at its `seq`, or says that somebody else was there first. Durable on return: this is the commit point.
   * If it throws, the entry may or may not be there: read `head` again.
   * An entry that is there already with the same hash counts as appended: the store's client tries again by itself,
   * and a put that landed unanswered comes back as "taken".
   */
  readonly append: (sealed: Sealed) => Promise<'appended' | 'head-moved'>

  /** At most `limit` (≥ 1) entries with seq ≤ `fromSeq`, newest first; fewer only where the ledger begins or its answer grew too large: never none unless there is none. */
  readonly readBackward: (name: string, fromSeq: number, limit: number) => Promise<readonly Sealed[]>

  /** At most `limit` (≥ 1) entries with seq ≥ `fromSeq`, oldest first; the same bounds. */
  readonly readForward: (name: string, fromSeq: number, limit: number) => Promise<readonly Sealed[]>
}
