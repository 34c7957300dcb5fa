import { ITS_OWN } from '../memory-kept.ts'
import type { Committed, LogProgress, Watermarks } from './log-progress.ts'

interface Head {
  readonly committed: Committed | undefined
  readonly version: number
}

const NONE_YET: Head = { committed: undefined, version: 0 }

/** The log's progress in memory, for tests and simulation. */
export function createMemoryLogProgress(kept = ITS_OWN): LogProgress {
  const heads = kept.map<'newest', Head>()
  const head = (): Head => heads.get('newest') ?? NONE_YET
  const shards = kept.map<string, Watermarks>()
  const pending = kept.map<string, number>()
  return {
    read: async () => head(),
    watermarks: async () => new Map(shards),
    commit: async (next, { name, watermarks }, readVersion) => {
      if (readVersion !== head().version) return 'overtaken'
      heads.set('newest', { committed: next, version: readVersion + 1 })
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
