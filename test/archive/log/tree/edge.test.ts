import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendLeaf, EMPTY_EDGE, rootOf } from '../../../../lambdas/archive/log/tree/edge.ts'
import { hex, naiveRoot, someLeaves } from './naive-tree.ts'

test('the empty tree has the root of RFC 6962', () => {
  expect(hex(rootOf(EMPTY_EDGE))).toBe(hex(naiveRoot([])))
})

test('an edge has at every size the root of the whole tree, and one hash per subtree, largest first', () => {
  const leaves = someLeaves(300)
  let edge = EMPTY_EDGE
  for (const [i, leaf] of leaves.entries()) {
    edge = appendLeaf(edge, leaf)
    expect(edge.size).toBe(BigInt(i + 1))
    expect(hex(rootOf(edge))).toBe(hex(naiveRoot(leaves.slice(0, i + 1))))
  }
  // 300 = 256 + 32 + 8 + 4
  const parts = [leaves.slice(0, 256), leaves.slice(256, 288), leaves.slice(288, 296), leaves.slice(296)]
  expect(edge.hashes.map(hex)).toEqual(parts.map((part) => hex(naiveRoot(part))))
})

test('appending leaves the old edge as it was', () => {
  const old = appendLeaf(EMPTY_EDGE, someLeaves(1)[0] as Uint8Array)
  appendLeaf(old, someLeaves(2)[1] as Uint8Array)
  expect(old).toEqual({ size: 1n, hashes: someLeaves(1) })
})

test('hashes that do not fit the size are no edge', () => {
  const hashes = someLeaves(2)
  expect(() => rootOf({ size: 2n, hashes })).toThrow('no edge')
  expect(() => rootOf({ size: -2n, hashes })).toThrow('no edge')
  expect(() => appendLeaf({ size: 3n, hashes: hashes.slice(1) }, hashes[0] as Uint8Array)).toThrow(
    'fewer hashes',
  )
})

test('of any size up to 2,000', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), (size) => {
      const leaves = someLeaves(size)
      const edge = leaves.reduce((before, leaf) => appendLeaf(before, leaf), EMPTY_EDGE)
      expect(hex(rootOf(edge))).toBe(hex(naiveRoot(leaves)))
    }),
    { numRuns: 30 },
  )
})
