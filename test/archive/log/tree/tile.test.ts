import { expect, test } from 'vitest'
import {
  decodeTile,
  encodeTile,
  narrowed,
  rootOfTile,
  subtreeHash,
} from '../../../../lambdas/archive/log/tree/tile.ts'
import { hex, naiveRoot, someLeaves } from './naive-tree.ts'

test('a tile is its hashes one after the other', () => {
  const hashes = someLeaves(3)
  expect(hex(encodeTile(hashes))).toBe(hashes.map(hex).join(''))
  expect(decodeTile(encodeTile(hashes), 3)).toEqual(hashes)
  expect(decodeTile(Buffer.concat(hashes), 3)).toEqual(hashes)
})

test('the hashes of a tile are copies', () => {
  const bytes = Buffer.concat(someLeaves(2))
  const hashes = decodeTile(bytes, 2)
  bytes.fill(0)
  expect(hashes).toEqual(someLeaves(2))
})

test('a tile of another width is none', () => {
  const bytes = encodeTile(someLeaves(3))
  expect(() => decodeTile(bytes, 2)).toThrow(RangeError)
  expect(() => decodeTile(bytes, 4)).toThrow(RangeError)
  expect(() => decodeTile(bytes.slice(1), 3)).toThrow(RangeError)
  expect(() => encodeTile([])).toThrow(RangeError)
  expect(() => encodeTile(someLeaves(257))).toThrow(RangeError)
  expect(() => encodeTile([new Uint8Array(31)])).toThrow(RangeError)
})

test('the hash of a full tile is the root over its hashes, and a partial one has none', () => {
  expect(hex(rootOfTile(someLeaves(256)))).toBe(hex(naiveRoot(someLeaves(256))))
  expect(() => rootOfTile(someLeaves(128))).toThrow(RangeError)
})

test('a perfect subtree is over a power of two', () => {
  for (const count of [1, 2, 4, 64]) {
    expect(hex(subtreeHash(someLeaves(count)))).toBe(hex(naiveRoot(someLeaves(count))))
  }
  for (const count of [0, 3, 6, 12]) expect(() => subtreeHash(someLeaves(count))).toThrow(RangeError)
})

test('a tile that has grown still holds the narrower one, and a narrower one is not it', () => {
  const id = { level: 0, index: 0n, width: 2 }
  expect(narrowed(id, someLeaves(3))).toEqual(someLeaves(2))
  expect(() => narrowed(id, someLeaves(1))).toThrow('tile/0/000.p/2')
})
