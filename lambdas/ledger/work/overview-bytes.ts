import type { Overview } from '../../domain/overview.ts'
import { compressed, decompressed } from '../compressed.ts'
import { type Columns, columnsOf, rowsOf } from './overview-columns.ts'

// DynamoDB: 400 KB an item, names and keys included.
const MAX_BYTES = 390_000
// In front of the JSON: who knows only rows as objects, which had no word in front, finds no JSON, and that is as good as no overview.
const FORMAT = 'checkpoint-ledger/overview/2\n'
// By columns little is left to find: the next two qualities take two and three times as long for 2 % less.
const QUALITY = 3

/** An overview as an item keeps it. Throws where it is larger than an item can hold. */
export function packed(overview: Overview): Uint8Array {
  const { rows, ...rest } = overview
  const bytes = compressed(`${FORMAT}${JSON.stringify({ ...rest, ...columnsOf(rows) })}`, QUALITY)
  if (bytes.length > MAX_BYTES) throw new Error(`overview of shard ${overview.shard}: too large for one item`)
  return bytes
}

/** Reads it back, and what was written before there were columns. Throws where the bytes are not what `packed` makes, or made. */
export function unpacked(data: Uint8Array): Overview {
  const text = decompressed(data)
  // Our own and disposable: `npm run ledger -- rebuild` can make it anew.
  if (!text.startsWith(FORMAT)) return JSON.parse(text) as Overview
  const { rows, columns, ...rest } = JSON.parse(text.slice(FORMAT.length)) as Omit<Overview, 'rows'> & Columns
  return { ...rest, rows: rowsOf({ rows, columns }) }
}
