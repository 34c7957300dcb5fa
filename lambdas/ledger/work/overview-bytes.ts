import type { Overview } from '../../domain/overview.ts'
import { compressed, decompressed } from '../compressed.ts'

// DynamoDB: 400 KB an item, names and keys included.
const MAX_BYTES = 390_000

/** An overview as an item keeps it. Throws where it is larger than an item can hold. */
export function packed(overview: Overview): Uint8Array {
  const bytes = compressed(JSON.stringify(overview))
  if (bytes.length > MAX_BYTES) throw new Error(`overview of shard ${overview.shard}: too large for one item`)
  return bytes
}

/** Reads it back. Throws where the bytes are not what `packed` makes. */
export function unpacked(data: Uint8Array): Overview {
  // Our own and disposable: `npm run ledger -- rebuild` can make it anew.
  return JSON.parse(decompressed(data)) as Overview
}
