import { sha256Hex } from '../../domain/canonical.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'

/** A store as it will be when these objects stand in it as well: so a catalog is verified before anybody can start from it. */
export function withObjects(reader: StoreReader, objects: ReadonlyMap<string, Uint8Array>): StoreReader {
  const ours = new Map(
    [...objects].map(([name, bytes]): [string, StoredObject] => [
      name,
      { name, bytes: bytes.length, etag: sha256Hex(bytes) },
    ]),
  )
  return {
    list: async function* () {
      for await (const page of reader.list()) yield page.filter(({ name }) => !ours.has(name))
      yield [...ours.values()]
    },
    head: async (name) => ours.get(name) ?? reader.head(name),
    read: async (name, maxBytes) => {
      const [object, bytes] = [ours.get(name), objects.get(name)]
      if (object === undefined || bytes === undefined) return reader.read(name, maxBytes)
      return bytes.length > maxBytes ? { kind: 'too-large', object } : { kind: 'had', object, bytes }
    },
    readSpan: async (object, span) => {
      const bytes = objects.get(object.name)
      return bytes === undefined
        ? reader.readSpan(object, span)
        : { kind: 'had', bytes: bytes.subarray(span.offset, span.offset + span.length) }
    },
  }
}
