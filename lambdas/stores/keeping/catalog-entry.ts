import type { Uuid } from '../../domain/checkpoint.ts'
import { type ExactJson, isMembers, NumberText, rawNumber } from '../../domain/exact-json.ts'
import { MAX_CATALOG_BYTES, parseCatalog } from '../format/documents.ts'
import { jsonIn } from '../format/json-bytes.ts'
import { catalogName, type Host } from '../format/layout.ts'
import type { StoreReader } from '../store-reader.ts'

/**
 * A checkpoint's entry in its catalog as JSON text, digit for digit and with members that this version does not know: a Feldera that
 * wrote them may need them. Undefined where the catalog does not list it, or cannot be read.
 */
export async function catalogEntryOf(
  reader: StoreReader,
  host: Host,
  uuid: Uuid,
): Promise<string | undefined> {
  const read = await reader.read(catalogName(host), MAX_CATALOG_BYTES)
  if (read.kind !== 'had' || parseCatalog(read.bytes).kind !== 'whole') return undefined
  const catalog = jsonIn(read.bytes)
  if (catalog.kind !== 'whole' || !isList(catalog.value)) return undefined
  const entry = catalog.value.find((one) => isMembers(one) && one['uuid'] === uuid)
  return entry === undefined ? undefined : JSON.stringify(writable(entry))
}

/** A catalog of one checkpoint, as `write_json` writes it. */
export function catalogOf(entry: string): Uint8Array {
  return Buffer.from(`[${entry}]`)
}

function writable(value: ExactJson): unknown {
  if (value instanceof NumberText) return rawNumber(value.source)
  if (isList(value)) return value.map(writable)
  if (!isMembers(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, writable(member)]))
}

function isList(value: ExactJson): value is readonly ExactJson[] {
  return Array.isArray(value)
}
