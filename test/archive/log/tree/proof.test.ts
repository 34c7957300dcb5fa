import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hash } from '../../../../lambdas/archive/log/tree/hashes.ts'
import {
  consistencyProof,
  inclusionProof,
  rootFromTiles,
} from '../../../../lambdas/archive/log/tree/proof.ts'
import type { HashReader } from '../../../../lambdas/archive/log/tree/range-hash.ts'
import { widthAt } from '../../../../lambdas/archive/log/tree/tile-path.ts'
import {
  type Consistency,
  type Inclusion,
  verifyConsistency,
  verifyInclusion,
} from '../../../../lambdas/archive/log/tree/verify-proof.ts'
import { TileStore } from '../tile-store.ts'
import { hex, naiveRoot, someLeaves } from './naive-tree.ts'

const LEAVES = someLeaves(66_000)
const leafAt = (index: number) => LEAVES[index] as Uint8Array
const rootAt = (size: number) => naiveRoot(LEAVES.slice(0, size))

/** The tiles of a tree of the larger size that grew over the smaller. */
function grownOver(smaller: number, larger: number): TileStore {
  const store = new TileStore()
  store.append(LEAVES.slice(0, smaller))
  store.append(LEAVES.slice(smaller, larger))
  return store
}

/** A tree of 66,000, of which the narrower tiles of the past are gone. */
const large = grownOver(0, 66_000)
const wider: HashReader = ({ level, index }) =>
  large.read({ level, index, width: widthAt(66_000n, level, index) })

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  return hash.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}

/** The same list with one hash changed in one bit, left out, or said twice: one list for each. */
function spoilt(proof: readonly Uint8Array[], bit: number): readonly (readonly Uint8Array[])[] {
  return proof.flatMap((hash, i) => [
    proof.with(i, flipped(hash, bit)),
    proof.with(i, hash.slice(1)),
    proof.toSpliced(i, 1),
    proof.toSpliced(i, 0, hash),
  ])
}

const SIZE = fc.integer({ min: 1, max: 2000 })
const BIT = fc.integer({ min: 0, max: 255 })
const LARGE = fc.oneof(fc.integer({ min: 1, max: 66_000 }), fc.integer({ min: 65_530, max: 65_540 }))

describe('inclusion', () => {
  it('is proven of every leaf of small trees', async () => {
    for (let size = 1; size <= 20; size += 1) {
      const store = grownOver(0, size)
      for (let index = 0; index < size; index += 1) {
        const [at, of] = [BigInt(index), BigInt(size)]
        const proof = await inclusionProof(store.read, at, of)
        const claim = { index: at, size: of, leaf: leafAt(index), proof, root: rootAt(size) }
        expect(verifyInclusion(claim)).toBe(true)
      }
    }
  })

  it('is proven from tiles, and of nothing else than that leaf at that place under that root', async () => {
    await fc.assert(
      fc.asyncProperty(SIZE, fc.nat(), fc.nat(), BIT, async (size, seed, other, bit) => {
        const index = seed % size
        const store = grownOver(index, size)
        const proof = await inclusionProof(store.read, BigInt(index), BigInt(size))
        const right: Inclusion = {
          index: BigInt(index),
          size: BigInt(size),
          leaf: leafAt(index),
          proof,
          root: rootAt(size),
        }
        expect(verifyInclusion(right)).toBe(true)
        const wrong: Partial<Inclusion>[] = [
          ...spoilt(proof, bit).map((changed) => ({ proof: changed })),
          { proof: [...proof, right.root] },
          { leaf: flipped(right.leaf, bit) },
          { leaf: leafAt(index + 1) },
          { root: flipped(right.root, bit) },
          { index: right.index + 1n },
          { index: right.index - 1n },
          { index: BigInt((other % size) + (other % size >= index ? 1 : 0)) },
          { size: right.size + 1n, root: rootAt(size + 1) },
          { size: right.size - 1n, root: rootAt(size - 1) },
          { size: right.size * 4n },
        ]
        for (const part of wrong)
          expect(verifyInclusion({ ...right, ...part }), JSON.stringify(Object.keys(part))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('is proven in trees of up to 66,000 from tiles that have grown since', async () => {
    await fc.assert(
      fc.asyncProperty(LARGE, fc.nat(), async (size, seed) => {
        const [index, of] = [seed % size, BigInt(size)]
        const proof = await inclusionProof(wider, BigInt(index), of)
        const root = await rootFromTiles(wider, of)
        expect(verifyInclusion({ index: BigInt(index), size: of, leaf: leafAt(index), proof, root })).toBe(
          true,
        )
      }),
    )
  })
})

describe('consistency', () => {
  it('is proven between all small trees', async () => {
    for (let size2 = 1; size2 <= 20; size2 += 1) {
      const store = grownOver(0, size2)
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const [from, to] = [BigInt(size1), BigInt(size2)]
        const proof = await consistencyProof(store.read, from, to)
        const claim = { size1: from, size2: to, root1: rootAt(size1), root2: rootAt(size2), proof }
        expect(verifyConsistency(claim)).toBe(true)
      }
    }
  })

  it('is proven from the tiles of the larger tree, and between no others', async () => {
    await fc.assert(
      fc.asyncProperty(SIZE, fc.nat(), BIT, async (size2, seed, bit) => {
        const size1 = 1 + (seed % size2)
        const proof = await consistencyProof(grownOver(size1, size2).read, BigInt(size1), BigInt(size2))
        const right: Consistency = {
          size1: BigInt(size1),
          size2: BigInt(size2),
          root1: rootAt(size1),
          root2: rootAt(size2),
          proof,
        }
        expect(verifyConsistency(right)).toBe(true)
        const wrong: Partial<Consistency>[] = [
          ...spoilt(proof, bit).map((changed) => ({ proof: changed })),
          { proof: [...proof, right.root1] },
          { root1: flipped(right.root1, bit) },
          { root2: flipped(right.root2, bit) },
          { size1: right.size1 - 1n, root1: rootAt(size1 - 1) },
          { size1: right.size1 + 1n, root1: rootAt(size1 + 1) },
          { size2: right.size2 + 1n, root2: rootAt(size2 + 1) },
          { size1: 0n },
          { size1: -right.size1 },
          { size2: right.size2 * 4n },
        ]
        if (size1 !== size2) {
          wrong.push({ root1: right.root2, root2: right.root1 }, { size1: right.size2, size2: right.size1 })
          wrong.push({ proof: [] }, { root1: right.root1.slice(1) }, { root2: right.root2.slice(1) })
        }
        for (const part of wrong)
          expect(verifyConsistency({ ...right, ...part }), JSON.stringify(Object.keys(part))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('is proven between trees of up to 66,000 from tiles that have grown since', async () => {
    await fc.assert(
      fc.asyncProperty(LARGE, LARGE, async (a, b) => {
        const [size1, size2] = [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))]
        const proof = await consistencyProof(wider, size1, size2)
        const [root1, root2] = [await rootFromTiles(wider, size1), await rootFromTiles(wider, size2)]
        expect(verifyConsistency({ size1, size2, root1, root2, proof })).toBe(true)
      }),
    )
  })
})

describe('a root', () => {
  it.each([0, 1, 2, 255, 256, 257, 1999, 65_535, 65_536, 65_537])('of %i is in the tiles', async (size) => {
    expect(hex(await rootFromTiles(wider, BigInt(size)))).toBe(hex(rootAt(size)))
    expect(hex(await rootFromTiles(grownOver(size >> 1, size).read, BigInt(size)))).toBe(hex(rootAt(size)))
  })
})

describe('making a proof', () => {
  const asked: string[] = []
  const noting: HashReader = (id) => {
    asked.push(`${id.level}/${id.index}/${id.width}`)
    return wider(id)
  }

  it('reads every tile once, as wide as the tree of that size has it', async () => {
    await inclusionProof(noting, 3n, 65_600n)
    expect(asked.toSorted((a, b) => a.localeCompare(b))).toEqual(['0/0/256', '0/256/64', '1/0/256'])
  })

  it('is refused for what is not in the tree, and nothing is read', async () => {
    const untouched: HashReader = () => Promise.reject(new Error('was read'))
    for (const [index, size] of [
      [0n, 0n],
      [5n, 5n],
      [-1n, 5n],
      [0n, -1n],
      [0n, 2n ** 64n],
    ] as const) {
      await expect(inclusionProof(untouched, index, size)).rejects.toThrow(RangeError)
    }
    for (const [size1, size2] of [
      [0n, 0n],
      [0n, 5n],
      [-1n, 5n],
      [6n, 5n],
      [1n, 2n ** 64n],
    ] as const) {
      await expect(consistencyProof(untouched, size1, size2)).rejects.toThrow(RangeError)
    }
  })

  it('fails where a tile is not there or too narrow', async () => {
    const gone: HashReader = () => Promise.reject(new Error('gone'))
    const narrow: HashReader = async (id) => (await wider(id)).slice(0, id.width - 1)
    await expect(inclusionProof(gone, 0n, 300n)).rejects.toThrow('gone')
    await expect(inclusionProof(narrow, 0n, 300n)).rejects.toThrow('only 255 hashes')
    await expect(rootFromTiles(narrow, 300n)).rejects.toThrow('only')
  })
})

describe('verifying', () => {
  const leaf = leafAt(0)
  const hostile = [-1n, -(2n ** 70n), 2n ** 64n, 2n ** 70n]

  it('answers no to numbers that are no sizes', () => {
    for (const value of hostile) {
      for (const index of [0n, value]) {
        expect(verifyInclusion({ index, size: value, leaf, proof: [], root: leaf })).toBe(false)
        expect(verifyInclusion({ index: value, size: 1n, leaf, proof: [], root: leaf })).toBe(false)
      }
      expect(verifyConsistency({ size1: value, size2: value, root1: leaf, root2: leaf, proof: [] })).toBe(
        false,
      )
      expect(verifyConsistency({ size1: 1n, size2: value, root1: leaf, root2: leaf, proof: [leaf] })).toBe(
        false,
      )
    }
  })

  it('answers no to hashes of another length, and to endless proofs', () => {
    const short = leaf.slice(1)
    expect(verifyInclusion({ index: 0n, size: 1n, leaf: short, proof: [], root: short })).toBe(false)
    const proof = Array.from({ length: 100_000 }, () => leaf)
    expect(verifyInclusion({ index: 0n, size: 2n ** 64n - 1n, leaf, proof, root: leaf })).toBe(false)
    const size2 = 2n ** 64n - 1n
    expect(verifyConsistency({ size1: 3n, size2, root1: leaf, root2: leaf, proof })).toBe(false)
  })

  it('answers no to a path that goes on above the root, though all hashes fit', () => {
    const [a, b, c, d, x] = LEAVES.slice(0, 5) as [Hash, Hash, Hash, Hash, Hash]
    expect(verifyInclusion({ index: 0n, size: 1n, leaf: a, proof: [x], root: naiveRoot([x, a]) })).toBe(false)
    const [left, right] = [naiveRoot([a, b]), naiveRoot([c, d])]
    const proof = [c, d, left]
    const [root1, root2] = [naiveRoot([left, c]), naiveRoot([left, right])]
    expect(verifyConsistency({ size1: 3n, size2: 4n, root1, root2, proof })).toBe(true)
    const [above1, above2] = [naiveRoot([x, root1]), naiveRoot([x, root2])]
    const beyond = { root1: above1, root2: above2, proof: [...proof, x] }
    expect(verifyConsistency({ size1: 3n, size2: 4n, ...beyond })).toBe(false)
  })

  it('answers no to a tree that shrank or was less than empty, though all hashes fit', () => {
    const [a, b] = [leafAt(0), leafAt(1)]
    expect(verifyConsistency({ size1: 2n, size2: 1n, root1: a, root2: a, proof: [] })).toBe(false)
    const root2 = naiveRoot([a, b])
    expect(verifyConsistency({ size1: -1n, size2: 2n, root1: a, root2, proof: [a, b] })).toBe(false)
    expect(verifyConsistency({ size1: 1n, size2: 2n, root1: a, root2, proof: [b] })).toBe(true)
  })

  it('works up to the end of 64 bits and not beyond', () => {
    // Of a tree whose leaves are all one another: every subtree of a height has one hash.
    const roots = [leaf]
    for (let height = 0; height < 64; height += 1)
      roots.push(naiveRoot([roots[height] ?? leaf, roots[height] ?? leaf]))
    const at = (height: number) => ({ proof: roots.slice(0, height), root: roots[height] ?? leaf, leaf })
    const [half, size] = [2n ** 63n, 2n ** 64n]
    expect(verifyInclusion({ index: half - 1n, size: half, ...at(63) })).toBe(true)
    expect(verifyInclusion({ index: half, size: half, ...at(63) })).toBe(false)
    expect(verifyInclusion({ index: half, size, ...at(64) })).toBe(false)
    const [root1, root2] = [roots[63] ?? leaf, roots[64] ?? leaf]
    expect(verifyConsistency({ size1: half, size2: size, root1, root2, proof: [root1] })).toBe(false)
    const quarter = { size1: half / 2n, size2: half, root1: roots[62] ?? leaf, root2: root1 }
    expect(verifyConsistency({ ...quarter, proof: [quarter.root1] })).toBe(true)
  })
})
