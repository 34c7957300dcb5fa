import type { Uuid } from '../../domain/checkpoint.ts'
import { archiveName, type Host } from '../format/layout.ts'
import type { Remembered } from '../looking/remembered.ts'
import type { StoredObject } from '../store-reader.ts'

/**
 * All that a checkpoint needs, as the check that verified it remembers it: its archive, its list of batches, every batch. Undefined where
 * something is not remembered as whole.
 */
export function objectsOf(
  { objects, needs }: Pick<Remembered, 'objects' | 'needs'>,
  host: Host,
  uuid: Uuid,
): readonly StoredObject[] | undefined {
  const own = needs.get(uuid)
  if (own === undefined) return undefined
  const found = new Map<string, StoredObject>([[own.object.name, own.object]])
  for (const name of [archiveName(host, uuid), ...own.batches]) {
    const known = objects.get(name)
    if (known === undefined || known.why !== null) return undefined
    found.set(name, { name, bytes: known.bytes, etag: known.etag })
  }
  return [...found.values()]
}
