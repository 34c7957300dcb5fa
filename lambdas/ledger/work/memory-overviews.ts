import { ITS_OWN } from '../memory-kept.ts'
import { packed, unpacked } from './overview-bytes.ts'
import type { Overviews } from './overviews.ts'

/** Overviews in memory, for tests and simulations: keeps the same bytes, and no more of them than an item can hold. */
export function createMemoryOverviews(memory = ITS_OWN): Overviews {
  const kept = memory.map<string, { readonly data: Uint8Array; readonly version: number }>()
  return {
    read: async (shard) => {
      const current = kept.get(shard)
      return current === undefined
        ? { overview: undefined, version: 0 }
        : { overview: unpacked(current.data), version: current.version }
    },
    readAll: async () =>
      new Map([...kept].map(([shard, { data, version }]) => [shard, { overview: unpacked(data), version }])),
    all: async () => [...kept.values()].map(({ data }) => unpacked(data)),
    write: async (overview, readVersion) => {
      const data = packed(overview)
      const current = kept.get(overview.shard)
      if (current !== undefined && current.version !== readVersion) return 'overtaken'
      kept.set(overview.shard, { data, version: readVersion + 1 })
      return 'written'
    },
  }
}
