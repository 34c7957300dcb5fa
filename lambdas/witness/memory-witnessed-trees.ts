import type { WitnessedTree, WitnessedTrees } from './witnessed-trees.ts'

/** In memory, for tests and simulation. */
export function createMemoryWitnessedTrees(): WitnessedTrees {
  const trees = new Map<string, WitnessedTree>()
  return {
    read: async (origin) => trees.get(origin),
    advance: async (from, next) => {
      if (trees.get(next.origin)?.size !== from) return 'moved'
      trees.set(next.origin, next)
      return 'advanced'
    },
  }
}
