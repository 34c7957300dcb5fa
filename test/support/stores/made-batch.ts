import { crc32c } from '../../../lambdas/stores/format/crc32c.ts'

/** A batch as Feldera's writer lays it out (dbsp/src/storage/file/format.rs): blocks in sectors of 512 bytes, the trailer last. */
export interface BatchForm {
  readonly compression: 'none' | 'snappy'
  readonly filter: 'bloom' | 'roaring' | 'none'
  /** Data blocks per column; 0: the column has no rows. */
  readonly columns: readonly number[]
  /** How many children an index block has at most; more make a further level. */
  readonly fanOut: number
  /** Bytes of a data block before compression. */
  readonly blockBytes: number
}

export const PLAIN: BatchForm = {
  compression: 'none',
  filter: 'bloom',
  columns: [3],
  fanOut: 64,
  blockBytes: 1_024,
}

interface Place {
  readonly offset: number
  readonly length: number
}

export function makeBatch(form: BatchForm, seed: number): Buffer {
  const parts: Buffer[] = []
  let end = 0
  const append = (block: Buffer): Place => {
    const place = { offset: end, length: block.length }
    parts.push(block)
    end += block.length
    return place
  }
  const roots = form.columns.map((blocks, column) => {
    let level = Array.from({ length: blocks }, (_, i) =>
      append(stored(dataBlock(form.blockBytes, seed * 1_000 + column * 100 + i), form.compression)),
    )
    const isData = level.length < 2
    let type = 0
    while (level.length > 1) {
      const children = level
      level = []
      for (let i = 0; i < children.length; i += form.fanOut)
        level.push(append(stored(indexBlock(children.slice(i, i + form.fanOut), type), form.compression)))
      type = 1
    }
    return { place: level[0] ?? { offset: 0, length: 0 }, type: isData ? 0 : 1 }
  })
  const filter = form.filter === 'none' ? { offset: 0, length: 0 } : append(filterBlock(form.filter, seed))
  return Buffer.concat([...parts, trailerOf(form, roots, filter)])
}

function trailerOf(
  { compression, filter: kind }: BatchForm,
  roots: readonly { readonly place: Place; readonly type: number }[],
  filter: Place,
): Buffer {
  const trailer = Buffer.alloc(512)
  trailer.write('LFFT', 4, 'latin1')
  trailer.writeUInt32LE(5, 8)
  trailer.writeUInt8(compression === 'snappy' ? 1 : 0, 12)
  trailer.writeUInt32LE(roots.length, 13)
  let at = 17
  for (const { place, type } of roots) {
    trailer.writeBigUInt64LE(BigInt(place.offset), at)
    trailer.writeUInt32LE(place.length, at + 8)
    trailer.writeUInt8(type, at + 12)
    at = Math.ceil((at + 13) / 4) * 4
    trailer.writeBigUInt64LE(10n, at)
    at += 8
  }
  trailer.writeBigUInt64LE(BigInt(filter.offset), at)
  trailer.writeUInt32LE(filter.length, at + 8)
  trailer.writeBigUInt64LE(2n, at + 12)
  trailer.writeBigUInt64LE(kind === 'roaring' ? 1n : 0n, at + 20)
  return sealed(trailer)
}

function dataBlock(bytes: number, seed: number): Buffer {
  const block = Buffer.alloc(bytes)
  block.write('LFDB', 4, 'latin1')
  for (let i = 32; i < bytes; i += 4)
    block.writeUInt32LE((Math.imul(seed + i, 2_654_435_761) ^ seed) >>> 0, i)
  return sealed(block)
}

function indexBlock(children: readonly Place[], type: number): Buffer {
  const block = Buffer.alloc(Math.ceil((32 + children.length * 8) / 512) * 512)
  block.write('LFIB', 4, 'latin1')
  block.writeUInt32LE(32, 16)
  block.writeUInt32LE(32 + children.length * 4, 20)
  block.writeUInt16LE(children.length, 24)
  block.writeUInt8(type, 26)
  block.writeUInt8(4, 29)
  block.writeUInt8(4, 30)
  for (const [i, { offset, length }] of children.entries()) {
    block.writeUInt32LE(offset / 512, 32 + i * 4)
    block.writeUInt32LE(length / 512, 32 + children.length * 4 + i * 4)
  }
  return sealed(block)
}

function filterBlock(kind: 'bloom' | 'roaring', seed: number): Buffer {
  const block = Buffer.alloc(1_024, seed & 0xff)
  block.write(kind === 'bloom' ? 'LFFB' : 'LFFR', 4, 'latin1')
  return sealed(block)
}

function sealed(block: Buffer): Buffer {
  block.writeUInt32LE(crc32c(block.subarray(4)), 0)
  return block
}

/** In whole sectors; compressed by Snappy's literals alone, which every Snappy reads. */
function stored(block: Buffer, compression: BatchForm['compression']): Buffer {
  if (compression === 'none') return padded(block)
  const packed = Buffer.concat([varint(block.length), ...literals(block)])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(packed.length)
  return padded(Buffer.concat([length, packed]))
}

function literals(block: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let i = 0; i < block.length; i += 60) {
    const part = block.subarray(i, i + 60)
    parts.push(Buffer.from([(part.length - 1) << 2]), part)
  }
  return parts
}

function varint(value: number): Buffer {
  return value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value & 127) | 128]), varint(value >>> 7)])
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}
