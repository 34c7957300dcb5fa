import { crc32c } from './crc32c.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'
import { unpackSnappy } from './snappy.ts'
import { type BlockPlace, type Compression, magicOf, NODE_TYPES, type NodeType, SECTOR } from './trailer.ts'

// Feldera aims at 8 KiB a block; only a single huge row makes a larger one.
const MAX_UNPACKED_BYTES = 256 * 1_024 * 1_024
const MAGIC = { data: 'LFDB', index: 'LFIB' } as const satisfies Record<NodeType, string>
const HEADER_BYTES = 32
const WIDTHS = [1, 2, 3, 4, 6, 8]

/** The bytes of a block as they were before compression, if their checksum holds (format.rs: BlockHeader). */
export function openBlock(
  stored: Uint8Array,
  place: BlockPlace,
  compression: Compression,
): Parsed<Uint8Array> {
  const at = `its block at ${place.offset}`
  const unpacked = unpack(stored, compression, at)
  if (unpacked.kind !== 'whole') return unpacked
  const block = unpacked.value
  if (block.length < 8 || viewOf(block).getUint32(0, true) !== crc32c(block.subarray(4)))
    return damaged(`the checksum of ${at} is wrong`)
  if (magicOf(block) !== MAGIC[place.type]) return damaged(`${at} is no ${place.type} block`)
  return { kind: 'whole', value: block }
}

function unpack(stored: Uint8Array, compression: Compression, at: string): Parsed<Uint8Array> {
  switch (compression) {
    case 'none':
      return { kind: 'whole', value: stored }
    case 'snappy': {
      const length = viewOf(stored).getUint32(0, true)
      if (length + 4 > stored.length) return damaged(`the length of ${at} is wrong`)
      // What follows is zeros: with them every byte of the file is looked at.
      if (stored.subarray(4 + length).some((byte) => byte !== 0))
        return damaged(`the padding of ${at} is not zero`)
      const block = unpackSnappy(stored.subarray(4, 4 + length), MAX_UNPACKED_BYTES)
      return block === undefined ? damaged(`${at} cannot be decompressed`) : { kind: 'whole', value: block }
    }
    case 'lz4':
    case 'zstd':
      return unknown(`compression ${compression}`)
    default:
      return compression satisfies never
  }
}

/** Where the children of an index block stand (format.rs: IndexBlockHeader). Its checksum holds: what makes no sense is not known. */
export function childrenOf(block: Uint8Array): Parsed<readonly BlockPlace[]> {
  if (block.length < HEADER_BYTES) return unknown('an index block shorter than its header')
  const view = viewOf(block)
  const count = view.getUint16(24, true)
  const type = NODE_TYPES[view.getUint8(26)]
  const offsets = { at: view.getUint32(16, true), width: view.getUint8(29) }
  const lengths = { at: view.getUint32(20, true), width: view.getUint8(30) }
  if (type === undefined || ![offsets, lengths].every((array) => fits(array, count, block.length)))
    return unknown('an index block of another form')
  const places = Array.from({ length: count }, (_, i) => ({
    offset: integerAt(view, offsets, i) * SECTOR,
    length: integerAt(view, lengths, i) * SECTOR,
    type,
  }))
  return { kind: 'whole', value: places }
}

interface Integers {
  readonly at: number
  /** Bytes of each. */
  readonly width: number
}

function fits({ at, width }: Integers, count: number, bytes: number): boolean {
  return WIDTHS.includes(width) && at + width * count <= bytes
}

function integerAt(view: DataView, { at, width }: Integers, i: number): number {
  let value = 0
  for (let byte = width - 1; byte >= 0; byte -= 1) value = value * 256 + view.getUint8(at + i * width + byte)
  return value
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
