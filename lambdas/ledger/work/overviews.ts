import type { Overview } from '../../domain/overview.ts'

export interface OverviewRead {
  readonly overview: Overview | undefined
  readonly version: number
  /** Why what is there cannot be read. */
  readonly unreadable?: string
}

/**
 * What the last runs knew, one item per recorder shard in the `work` table. Disposable: losing one costs a wider bound
 * in time or one more confirmation, never a fact. Reads are strongly consistent. Throws on an unreachable store.
 */
export interface Overviews {
  /**
   * The shard's overview and its version; undefined and version 0 where there is none.
   * One that cannot be read is as good as none, and is said so: the run goes on and writes it anew.
   */
  readonly read: (shard: string) => Promise<OverviewRead>
  readonly all: () => Promise<readonly Overview[]>
  /** As `read`, of every shard that has one. */
  readonly readAll: () => Promise<ReadonlyMap<string, OverviewRead>>
  /** Writes version `readVersion` + 1, or says that another run has written since. */
  readonly write: (overview: Overview, readVersion: number) => Promise<'written' | 'overtaken'>
}
