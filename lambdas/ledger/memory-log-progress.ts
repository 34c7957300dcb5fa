import type { Committed, LogProgress, Watermarks } from './log-progress.ts'

/** The log's progress in memory, for tests and simulation. */
export function createMemoryLogProgress(): LogProgress {
  let head: { readonly committed: Committed | undefined; readonly version: number } = {
    committed: undefined,
    version: 0,
  }
  const shards = new Map<string, Watermarks>()
  const pending = new Map<string, number>()
  return {
    read: async () => head,
    watermarks: async () => new Map(shards),
    commit: async (next, { name, watermarks }, readVersion) => {
      if (readVersion !== head.version) return 'overtaken'
      head = { committed: next, version: readVersion + 1 }
      shards.set(name, new Map(watermarks))
      return 'committed'
    },
    notePending: async (ledger, seq) => {
      pending.set(ledger, Math.max(seq, pending.get(ledger) ?? 0))
    },
    pending: async () => new Map(pending),
    settlePending: async (ledger, watermark) => {
      if ((pending.get(ledger) ?? 0) <= watermark) pending.delete(ledger)
    },
  }
}
