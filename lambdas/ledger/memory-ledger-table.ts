import type { Item } from './item.ts'
import { rowFrom } from './ledger-row.ts'
import type { LedgerTable } from './ledger-table.ts'

/** A ledger table in memory, for tests: the items are the caller's, who may tamper with them. */
export function createMemoryLedgerTable(items: readonly Item[]): LedgerTable {
  return {
    async *names() {
      yield* new Set(items.map((item) => item['pk']?.S ?? ''))
    },
    async *entries(name) {
      const own = items.filter((item) => item['pk']?.S === name)
      yield* own.toSorted((a, b) => Number(a['sk']?.N) - Number(b['sk']?.N)).map(rowFrom)
    },
  }
}
