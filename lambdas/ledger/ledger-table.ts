import type { Entry } from '../domain/entry.ts'
import type { State } from '../domain/state.ts'

/** An item of the ledger table as an auditor reads it: one that was edited is told of, not thrown. */
export type LedgerRow =
  | { readonly kind: 'whole'; readonly seq: number; readonly entry: Entry; readonly state: State }
  /** The entry holds, what stands beside it does not. */
  | { readonly kind: 'entry-only'; readonly seq: number; readonly entry: Entry; readonly problem: string }
  | { readonly kind: 'damaged'; readonly seq: number; readonly problem: string }

/**
 * The ledger table, to be read from end to end. Strongly consistent within a page; what is appended meanwhile may be there or not.
 * Rejects where the table cannot be reached, never because of what stands in it.
 */
export interface LedgerTable {
  /** The name of every ledger that has an item, each once, in no promised order. */
  readonly names: () => AsyncIterable<string>
  /** All items of a ledger by rising seq. */
  readonly entries: (name: string) => AsyncIterable<LedgerRow>
}
