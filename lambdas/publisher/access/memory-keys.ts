import { inOrder, type KeyRecord, type Keys } from './keys.ts'

export function createMemoryKeys(): Keys {
  const kept = new Map<string, KeyRecord>()
  return {
    find: async (id) => kept.get(id),
    add: async (key) => {
      if (kept.has(key.id)) return 'taken'
      kept.set(key.id, key)
      return 'added'
    },
    revoke: async (id, at, by) => {
      const key = kept.get(id)
      if (key === undefined || key.revokedAt !== null) return key
      const revoked = { ...key, revokedAt: at, revokedBy: by }
      kept.set(id, revoked)
      return revoked
    },
    all: async () => inOrder([...kept.values()]),
  }
}
