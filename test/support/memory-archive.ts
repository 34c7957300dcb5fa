import { type Archive, Fork } from '../../lambdas/archive/archive.ts'

/** An archive in memory, as strict as the real ones. `objects` may be tampered with. */
export interface MemoryArchive extends Archive {
  readonly objects: Map<string, Uint8Array>
  /** What was put unlocked, and what was said to be superseded by what. */
  readonly unlocked: ReadonlySet<string>
  readonly superseded: ReadonlyMap<string, string>
}

export function createMemoryArchive(objects = new Map<string, Uint8Array>()): MemoryArchive {
  const unlocked = new Set<string>()
  const superseded = new Map<string, string>()
  return {
    objects,
    unlocked,
    superseded,
    get: async (name) => objects.get(name),
    async *list(folder) {
      for (const name of [...objects.keys()].toSorted()) if (name.startsWith(folder)) yield name
    },
    put: async (name, bytes, { lockUntilMs }) => {
      const there = objects.get(name)
      if (there !== undefined && !Buffer.from(there).equals(bytes)) throw new Fork(name)
      objects.set(name, bytes)
      if (lockUntilMs === null) unlocked.add(name)
      return 'kept'
    },
    replace: async (name, bytes, over) => {
      const there = objects.get(name)
      const isSame =
        there === undefined ? over === undefined : over !== undefined && Buffer.from(there).equals(over)
      if (!isSame) return 'moved'
      objects.set(name, bytes)
      return 'replaced'
    },
    supersede: async (name, by) => {
      superseded.set(name, by)
    },
  }
}
