import type { StoreRow } from '../../domain/copies/store-row.ts'

/**
 * What is known of stored copies between two checks, in the `work` table. Disposable: losing it costs a check before its time and
 * reading again what was read, never a fact. All reject where the table cannot be reached.
 */
export interface StoreWork {
  /** One row per store that was ever checked; what cannot be read is as good as none. */
  readonly rows: () => Promise<readonly StoreRow[]>
  /** The last writer's row stands. */
  readonly keepRow: (row: StoreRow) => Promise<void>
  /** What need not be read again of a store, of any length; undefined where nothing whole is there. */
  readonly memory: (ledger: string) => Promise<string | undefined>
  readonly keepMemory: (ledger: string, text: string) => Promise<void>
}
