import { isObject } from '../../domain/json-object.ts'
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
  const overview: unknown = JSON.parse(decompressed(data))
  if (!isOverview(overview)) throw new Error('it is no overview')
  return overview
}

/** Whether it has the form of one, as far as that is asked of each of 10,000 rows with every tick: it is ours, and disposable. */
function isOverview(value: unknown): value is Overview {
  if (!isObject(value)) return false
  const { shard, finishedAt, rows, matched } = value
  return (
    typeof shard === 'string' &&
    typeof finishedAt === 'string' &&
    isObject(matched) &&
    Array.isArray(rows) &&
    rows.every(isRow)
  )
}

function isRow(value: unknown): boolean {
  if (!isObject(value)) return false
  const { ledger, askedAt, outcome, open, policy } = value
  return (
    typeof ledger === 'string' &&
    typeof askedAt === 'string' &&
    typeof outcome === 'string' &&
    Array.isArray(open) &&
    isObject(policy)
  )
}
