import { createHash } from 'node:crypto'
import type { StoredObject, StoreReader } from '../../../lambdas/stores/store-reader.ts'

/** A store in memory, for lives of many thousand looks; it keeps the same contract as the real ones. */
export function createMemoryStore(objects: ReadonlyMap<string, Uint8Array>): StoreReader {
  const objectOf = (name: string): StoredObject | undefined => {
    const bytes = objects.get(name)
    return bytes === undefined ? undefined : { name, bytes: bytes.length, etag: etagOf(bytes) }
  }
  return {
    list: async function* () {
      const all = [...objects.keys()].flatMap((name) => objectOf(name) ?? [])
      for (let i = 0; i < all.length || i === 0; i += 1_000) yield all.slice(i, i + 1_000)
    },
    head: async (name) => objectOf(name),
    read: async (name, maxBytes) => {
      const [object, bytes] = [objectOf(name), objects.get(name)]
      if (object === undefined || bytes === undefined) return { kind: 'none' }
      return object.bytes > maxBytes ? { kind: 'too-large', object } : { kind: 'had', object, bytes }
    },
    readSpan: async ({ name, etag }, { offset, length }) => {
      const bytes = objects.get(name)
      if (bytes === undefined) return { kind: 'none' }
      if (etagOf(bytes) !== etag || offset + length > bytes.length) return { kind: 'changed' }
      return { kind: 'had', bytes: bytes.subarray(offset, offset + length) }
    },
  }
}

function etagOf(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}
