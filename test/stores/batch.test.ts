import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBlocks } from '../../lambdas/stores/format/blocks.ts'
import { crc32c } from '../../lambdas/stores/format/crc32c.ts'
import { parseTrailer, trailerSpan } from '../../lambdas/stores/format/trailer.ts'
import { type BatchForm, makeBatch, PLAIN } from '../support/stores/made-batch.ts'
import { spansOf } from '../support/stores/spans.ts'

const VECTORS = 'test/fixtures/vectors/feldera-storage'
const GOLDEN = readdirSync(VECTORS)
  .filter((name) => name.endsWith('.feldera'))
  .map((name) => [name, readFileSync(`${VECTORS}/${name}`)] as const)

function trailerIn(file: Uint8Array) {
  const span = trailerSpan(file.length)
  if (span === undefined) return { kind: 'damaged' as const, what: 'no sectors' }
  return parseTrailer(file.subarray(span.offset), file.length)
}

async function deepIn(file: Uint8Array, asked: { offset: number; length: number }[] = []) {
  const trailer = trailerIn(file)
  return trailer.kind === 'whole' ? checkBlocks(spansOf(file, asked), trailer.value, file.length) : trailer
}

function flipped(file: Uint8Array, at: number, mask = 1): Buffer {
  const copy = Buffer.from(file)
  copy[at] = (copy[at] ?? 0) ^ mask
  return copy
}

/** With another value in the trailer, and the checksum that belongs to it. */
function resealed(file: Uint8Array, change: (trailer: Buffer) => void): Buffer {
  const copy = Buffer.from(file)
  const trailer = copy.subarray(copy.length - 512)
  change(trailer)
  trailer.writeUInt32LE(crc32c(trailer.subarray(4)), 0)
  return copy
}

describe.each(GOLDEN)('Feldera’s own file %s', (name, file) => {
  it('is accepted, by its trailer and by every block', async () => {
    expect(trailerIn(file).kind).toBe('whole')
    expect(await deepIn(file)).toEqual({ kind: 'whole', value: null })
  })

  it('is damaged with any byte of its trailer flipped', () => {
    for (let at = file.length - 512; at < file.length; at += 1)
      for (const mask of [1, 0x80, 0xff]) expect(trailerIn(flipped(file, at, mask)).kind).toBe('damaged')
  })

  it('is damaged when it is cut anywhere', () => {
    for (let length = 0; length < file.length; length += 1)
      expect(trailerIn(file.subarray(0, length)).kind).toBe('damaged')
  })

  it('is damaged with any byte before the trailer flipped, if every block is read', async () => {
    let [tried, taken] = [0, 0]
    for (let at = 0; at < file.length - 512; at += at < 512 || at > file.length - 1_100 ? 1 : 7) {
      tried += 1
      if ((await deepIn(flipped(file, at))).kind === 'whole') taken += 1
    }
    // Snappy may say one thing in several ways (a run of zeros copied from here or from there): what unpacks to the same is no damage.
    expect(taken).toBeLessThanOrEqual(name.includes('snappy') ? tried * 0.02 : 0)
  })

  it('is damaged when bytes before its trailer are missing', () => {
    for (let sectors = 1; sectors * 512 < file.length - 512; sectors += 1) {
      const cut = Buffer.concat([file.subarray(0, file.length - 512 - sectors * 512), file.subarray(-512)])
      expect(trailerIn(cut).kind).toBe('damaged')
    }
  })

  it('is neither whole nor damaged in a version, a compression or with features that we do not know', () => {
    const columnsEnd = 17 + 24 * file.readUInt32LE(file.length - 512 + 13) - 1
    for (const change of [
      (trailer: Buffer) => trailer.writeUInt32LE(4, 8),
      (trailer: Buffer) => trailer.writeUInt32LE(6, 8),
      (trailer: Buffer) => trailer.writeUInt8(9, 12),
      (trailer: Buffer) => trailer.writeUInt32LE(1_000, 13),
      (trailer: Buffer) => trailer.writeBigUInt64LE(1n << 40n, columnsEnd + 20),
      (trailer: Buffer) => trailer.writeUInt8(7, 29),
    ])
      expect(trailerIn(resealed(file, change)).kind).toBe('unknown')
  })

  it('is unknown, not damaged, in its blocks where the compression is one that we do not unpack', async () => {
    for (const compression of [2, 3])
      expect((await deepIn(resealed(file, (trailer) => trailer.writeUInt8(compression, 12)))).kind).toBe(
        'unknown',
      )
  })
})

describe('a batch', () => {
  const forms: fc.Arbitrary<BatchForm> = fc.record({
    compression: fc.constantFrom('none', 'snappy'),
    filter: fc.constantFrom('bloom', 'roaring', 'none'),
    columns: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 3 }),
    fanOut: fc.integer({ min: 2, max: 9 }),
    blockBytes: fc.constantFrom(512, 1_024, 2_048),
  })

  it('of any form is accepted whole, and with any byte flipped it is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(forms, fc.nat(), fc.integer({ min: 1, max: 255 }), async (form, place, mask) => {
        const file = makeBatch(form, place % 1_000)
        expect(await deepIn(file)).toEqual({ kind: 'whole', value: null })
        expect((await deepIn(flipped(file, place % file.length, mask))).kind).toBe('damaged')
      }),
      { numRuns: 200, seed: 9 },
    )
  })

  it('of any bytes is refused, and never makes us read beyond it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 1_500 }), async (bytes) => {
        expect((await deepIn(bytes)).kind).toBe('damaged')
      }),
      { numRuns: 200, seed: 9 },
    )
  })

  it('whose sums hold and whose blocks lead in a circle is not walked for ever', async () => {
    const file = makeBatch({ ...PLAIN, columns: [2], filter: 'none' }, 1)
    const at = file.length - 512 - 512
    // Its index block names itself, and is sealed again.
    file.writeUInt32LE(at / 512, at + 32)
    file.writeUInt32LE(1, at + 32 + 8)
    file.writeUInt16LE(1, at + 24)
    file.writeUInt8(1, at + 26)
    file.writeUInt32LE(crc32c(file.subarray(at + 4, at + 512)), at)
    expect(await deepIn(file)).toEqual({ kind: 'damaged', what: 'its blocks overlap' })
  })

  it('is read in runs, not block by block', async () => {
    const asked: { offset: number; length: number }[] = []
    await deepIn(makeBatch({ ...PLAIN, columns: [60], blockBytes: 8_192 }, 1), asked)
    expect(asked).toHaveLength(3)
  })

  it('with bytes that no block holds is not said to be whole', async () => {
    const file = makeBatch(PLAIN, 1)
    const longer = Buffer.concat([file.subarray(0, -512), Buffer.alloc(512), file.subarray(-512)])
    expect(await deepIn(longer)).toEqual({ kind: 'unknown', why: '512 bytes that no block holds' })
  })
})
