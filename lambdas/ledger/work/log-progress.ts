/** Entries `from` to `to` of one ledger, both included. */
export interface Step {
  readonly ledger: string
  readonly from: number
  readonly to: number
}

/** The tree that the sequencers have agreed on, and the last step to it: all that is needed to make its tiles again after a crash. */
export interface Committed {
  /** Size of the tree before the last step. */
  readonly before: bigint
  readonly size: bigint
  /** RFC 6962 root of `size`, hex. */
  readonly root: string
  /** The verifier key of who signs `size`; absent: written before keys could be changed. */
  readonly key?: string
  /** The leaves from `before` on, in their order. */
  readonly steps: readonly Step[]
}

/** Per ledger the greatest seq that is in the log. */
export type Watermarks = ReadonlyMap<string, number>

/**
 * How far the log is, in the `work` table. Reads are strongly consistent; all reject where the store cannot be reached.
 *
 * The commit point of the log is `commit`: the tree and the watermarks move together or not at all, and only from the version
 * that was read. Watermarks that are read after a version belong to it, if the commit on that version succeeds.
 * Losing this costs nothing of the log, and `npm run ledger -- rebuild` makes it anew from the archive.
 */
export interface LogProgress {
  readonly read: () => Promise<{ readonly committed: Committed | undefined; readonly version: number }>
  /** Per recorder shard. A ledger that moved to another shard stands in both: the greater one counts. */
  readonly watermarks: () => Promise<ReadonlyMap<string, Watermarks>>
  /** If it throws, it may or may not have happened: read again. */
  readonly commit: (
    next: Committed,
    shard: { readonly name: string; readonly watermarks: Watermarks },
    readVersion: number,
  ) => Promise<'committed' | 'overtaken'>
  /** Says that the entry is about to be appended by somebody who makes no run: the next sequencing looks for it. Durable on return. */
  readonly notePending: (ledger: string, seq: number) => Promise<void>
  readonly pending: () => Promise<ReadonlyMap<string, number>>
  /** Forgets what was noted of a ledger up to its watermark. */
  readonly settlePending: (ledger: string, watermark: number) => Promise<void>
}
