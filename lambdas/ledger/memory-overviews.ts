import type { Overview } from '../domain/overview.ts'
import type { Overviews } from './overviews.ts'

/** Overviews in memory, for tests and simulations. */
export function createMemoryOverviews(): Overviews {
  const kept = new Map<string, { readonly overview: Overview; readonly version: number }>()
  return {
    read: async (shard) => kept.get(shard) ?? { overview: undefined, version: 0 },
    all: async () => [...kept.values()].map(({ overview }) => overview),
    write: async (overview, readVersion) => {
      const current = kept.get(overview.shard)
      if (current !== undefined && current.version !== readVersion) return 'overtaken'
      kept.set(overview.shard, { overview: structuredClone(overview), version: readVersion + 1 })
      return 'written'
    },
  }
}
