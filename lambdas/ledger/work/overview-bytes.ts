import { countOf, isObject, membersOf } from '../../domain/json-object.ts'
import type { Overview } from '../../domain/overview.ts'
import { compressed, decompressed } from '../compressed.ts'
import { columnsOf, rowsOf } from './overview-columns.ts'

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
  const overview: unknown = text.startsWith(FORMAT)
    ? byRows(JSON.parse(text.slice(FORMAT.length)))
    : JSON.parse(text)
  if (!isOverview(overview)) throw new Error('it is no overview')
  return overview
}

/** What was written by columns, with its rows as objects. */
function byRows(written: unknown): unknown {
  const { rows, columns, ...rest } = membersOf(written, 'it')
  return { ...rest, rows: rowsOf(countOf(rows, 'rows'), membersOf(columns, 'columns')) }
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
