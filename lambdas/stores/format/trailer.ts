import type { Span } from '../store-reader.ts'
import { crc32c } from './crc32c.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'

/**
 * The last 512 bytes of a batch (`w<worker>-<uuid>.feldera`), by which it is known to be whole in its length and in its directory
 * (feldera/feldera, dbsp/src/storage/file/format.rs: FileTrailer, little-endian). Everything in it is hostile until the checksum holds.
 */
export interface Trailer {
  readonly compression: Compression
  /** Per column that has rows, where its topmost block stands. */
  readonly roots: readonly BlockPlace[]
  /** The membership filter, never compressed; null where there is none. */
  readonly filter: Span | null
}

export type Compression = 'none' | 'snappy' | 'lz4' | 'zstd'
export type NodeType = 'data' | 'index'

export interface BlockPlace extends Span {
  readonly type: NodeType
}

export const SECTOR = 512
// VERSION_NUMBER and MIN_SUPPORTED_VERSION of Feldera 0.337.
const VERSION = 5
const COMPRESSIONS: readonly Compression[] = ['none', 'snappy', 'lz4', 'zstd']
export const NODE_TYPES: readonly NodeType[] = ['data', 'index']
const COLUMNS_AT = 17
// Roaring and modular filters: known, and checked like any filter.
const KNOWN_FEATURES = 0b11n
const FILTER64 = 1n

/** Where the trailer of a file of so many bytes stands; undefined where none can. */
export function trailerSpan(fileBytes: number): Span | undefined {
  if (fileBytes === 0 || fileBytes % SECTOR !== 0) return undefined
  return { offset: fileBytes - SECTOR, length: SECTOR }
}

/** Reads the trailer of a file of so many bytes. */
export function parseTrailer(sector: Uint8Array, fileBytes: number): Parsed<Trailer> {
  const view = new DataView(sector.buffer, sector.byteOffset, sector.byteLength)
  if (sector.length !== SECTOR || magicOf(sector) !== 'LFFT')
    return damaged('it does not end with a trailer: it is cut, or other bytes')
  if (view.getUint32(0, true) !== crc32c(sector.subarray(4)))
    return damaged('the checksum of its trailer is wrong')
  // From here the bytes are those that were written: what they mean may be unknown, and is never damage.
  const version = view.getUint32(8, true)
  if (version !== VERSION) return unknown(`storage format version ${version}`)
  const compression = COMPRESSIONS[view.getUint8(12)]
  if (compression === undefined) return unknown(`compression ${view.getUint8(12)}`)
  const columns = view.getUint32(13, true)
  if (columns > Math.floor((SECTOR - COLUMNS_AT) / 24)) return unknown(`a trailer of ${columns} columns`)
  return structure(view, columns, compression, fileBytes - SECTOR)
}

function structure(
  view: DataView,
  columns: number,
  compression: Compression,
  endsAt: number,
): Parsed<Trailer> {
  const roots: BlockPlace[] = []
  let at = COLUMNS_AT
  for (let column = 0; column < columns; column += 1) {
    const [offset, length] = [numberAt(view, at), view.getUint32(at + 8, true)]
    const type = NODE_TYPES[view.getUint8(at + 12)]
    if (type === undefined) return unknown(`a block of type ${view.getUint8(at + 12)}`)
    // n_rows is aligned to four bytes from the beginning of the block.
    at = Math.ceil((at + 13) / 4) * 4 + 8
    if (length > 0) roots.push({ offset, length, type })
  }
  const incompatible = view.getBigUint64(at + 20, true)
  if ((incompatible & ~KNOWN_FEATURES) !== 0n) return unknown(`incompatible features ${incompatible}`)
  const isWide = (view.getBigUint64(at + 12, true) & FILTER64) !== 0n
  const filter = isWide
    ? { offset: numberAt(view, at + 28), length: numberAt(view, at + 36) }
    : { offset: numberAt(view, at), length: view.getUint32(at + 8, true) }
  const places = filter.length === 0 ? roots : [...roots, filter]
  if (!places.every((place) => isWithin(place, endsAt)))
    return damaged('its trailer points beyond its end: bytes before it are missing')
  return { kind: 'whole', value: { compression, roots, filter: filter.length === 0 ? null : filter } }
}

/** Whether a block can stand there: whole sectors, all of them before `endsAt`. */
export function isWithin({ offset, length }: Span, endsAt: number): boolean {
  return offset % SECTOR === 0 && length % SECTOR === 0 && length > 0 && offset + length <= endsAt
}

export function magicOf(block: Uint8Array): string {
  return String.fromCharCode(...block.subarray(4, 8))
}

/** Beyond 2^53 it is beyond the end of any file, rounded or not. */
function numberAt(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}
