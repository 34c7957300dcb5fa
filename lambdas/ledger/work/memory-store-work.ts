import type { StoreRow } from '../../domain/copies/store-row.ts'
import type { StoreWork } from './store-work.ts'

/** What is known of stored copies, in memory: for tests. */
export function createMemoryStoreWork(): StoreWork {
  const rows = new Map<string, StoreRow>()
  const memories = new Map<string, string>()
  return {
    rows: async () => [...rows.values()],
    keepRow: async (row) => void rows.set(row.ledger, row),
    memory: async (ledger) => memories.get(ledger),
    keepMemory: async (ledger, text) => void memories.set(ledger, text),
  }
}
