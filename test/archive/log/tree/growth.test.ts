import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendLeaf, EMPTY_EDGE, rootOf } from '../../../../lambdas/archive/log/tree/edge.ts'
import { edgeFrom, grow } from '../../../../lambdas/archive/log/tree/growth.ts'
import { newTiles } from '../../../../lambdas/archive/log/tree/tile-path.ts'
import { TileStore } from '../tile-store.ts'
import { hex, naiveRoot, someLeaves } from './naive-tree.ts'

test('grown in any steps, it has the edge and the root of the whole tree', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(steps, (counts) => {
      const store = new TileStore()
      let [edge, size] = [EMPTY_EDGE, 0]
      for (const count of counts) {
        const grown = store.append(someLeaves(count, size))
        edge = someLeaves(count, size).reduce((before, leaf) => appendLeaf(before, leaf), edge)
        size += count
        expect(grown).toEqual(edge)
        expect(hex(rootOf(grown))).toBe(hex(naiveRoot(someLeaves(size))))
        expect(edgeFrom(grown.size, (id) => store.at(id))).toEqual(edge)
      }
    }),
    { numRuns: 25 },
  )
})

test('writes the very tiles that growing from that size to this one needs', () => {
  const leaves = someLeaves(1300)
  const store = new TileStore()
  store.append(leaves.slice(0, 300))
  const tiles = new Map([
    [0, leaves.slice(256, 300)],
    [1, [naiveRoot(leaves.slice(0, 256))]],
  ])
  const grown = grow({ oldSize: 300n, newSize: 1300n, tiles, leaves: leaves.slice(300) })
  expect(grown.tiles.map(({ id }) => id)).toEqual(newTiles(300n, 1300n))
  for (const { id, hashes } of grown.tiles) expect(hashes).toHaveLength(id.width)
  const above = grown.tiles.find(({ id }) => id.level === 1)?.hashes
  const rows = [0, 1, 2, 3, 4].map((i) => leaves.slice(i * 256, (i + 1) * 256))
  expect(above?.map(hex)).toEqual(rows.map((row) => hex(naiveRoot(row))))
})

test('crosses 65,536 in every way', () => {
  const leaves = someLeaves(65_900)
  for (const [before, after] of [
    [65_530, 65_533],
    [65_530, 65_536],
    [65_536, 65_537],
    [65_535, 65_835],
  ] as const) {
    const store = new TileStore()
    store.append(leaves.slice(0, before))
    const edge = store.append(leaves.slice(before, after))
    expect(hex(rootOf(edge))).toBe(hex(naiveRoot(leaves.slice(0, after))))
    expect(edgeFrom(edge.size, (id) => store.at(id))).toEqual(edge)
  }
})

test('an edge is also read from tiles that have grown since', () => {
  const leaves = someLeaves(200)
  expect(rootOf(edgeFrom(77n, () => leaves))).toEqual(naiveRoot(leaves.slice(0, 77)))
  expect(() => edgeFrom(201n, () => leaves)).toThrow('only 200 hashes')
})

test('does not grow from tiles of another size, nor to another size', () => {
  const leaves = someLeaves(5)
  const grown = (oldSize: bigint, tile: readonly Uint8Array[] | undefined, newSize?: bigint) => () =>
    grow({
      oldSize,
      tiles: new Map(tile === undefined ? [] : [[0, tile]]),
      leaves: leaves.slice(4),
      ...(newSize === undefined ? {} : { newSize }),
    })
  expect(grown(4n, leaves.slice(0, 4), 5n)).not.toThrow()
  expect(grown(4n, leaves.slice(0, 3))).toThrow('3 hashes, not 4')
  expect(grown(3n, leaves.slice(0, 4))).toThrow('4 hashes, not 3')
  expect(grown(4n, undefined)).toThrow('0 hashes, not 4')
  expect(grown(4n, leaves.slice(0, 4), 6n)).toThrow(RangeError)
})
