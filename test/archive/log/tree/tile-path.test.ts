import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  bundlePath,
  newBundles,
  newTiles,
  parseTilePath,
  type TileId,
  tilePath,
  tilesAt,
  widthAt,
} from '../../../../lambdas/archive/log/tree/tile-path.ts'

const U64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const WIDTH = fc.integer({ min: 1, max: 256 })

describe('a path', () => {
  it('is written as c2sp.org/tlog-tiles shows', () => {
    expect(tilePath({ level: 0, index: 1_234_067n, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 63, index: 0n, width: 255 })).toBe('tile/63/000.p/255')
    expect(tilePath({ level: 1, index: 1000n, width: 1 })).toBe('tile/1/x001/000.p/1')
    expect(bundlePath(999n, 256)).toBe('tile/entries/999')
    expect(bundlePath(273n, 112)).toBe('tile/entries/273.p/112')
  })

  it('reads back as the tile or bundle that it names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), U64, WIDTH, (level, index, width) => {
        const tile = { level, index, width }
        expect(parseTilePath(tilePath(tile))).toEqual({ kind: 'hashes', tile })
        expect(parseTilePath(bundlePath(index, width))).toEqual({ kind: 'entries', index, width })
      }),
    )
  })

  it.each([
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/100/000',
    'tile/-1/000',
    'tile/0/0',
    'tile/0/67',
    'tile/0/x000/067',
    'tile/0/x000/x001/067',
    'tile/0/001/067',
    'tile/0/x067',
    'tile/0/x001/x067',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/0/٠٠٠',
    '/tile/0/000',
    'tile/entries/x000/067',
    'tile/entries/000.p/256',
    'tile/data/000',
    'tile/0/x018/x446/x744/x073/x709/x551/616',
    'tile/0/x999/x999/x999/x999/x999/x999/x999/999',
    'checkpoint',
    '',
  ])('%j is none', (path) => {
    expect(parseTilePath(path)).toBeUndefined()
  })

  it('is refused for what is no tile', () => {
    const wrong: Partial<TileId>[] = [
      { level: -1 },
      { level: 64 },
      { level: 0.5 },
      { index: -1n },
      { index: 2n ** 64n },
      { width: 0 },
      { width: 257 },
      { width: 1.5 },
    ]
    for (const part of wrong) {
      expect(() => tilePath({ level: 0, index: 0n, width: 1, ...part })).toThrow(RangeError)
    }
    expect(() => bundlePath(0n, 257)).toThrow(RangeError)
  })
})

// The example of the specification.
test('a tree of 70,000 has three partial tiles, and was made of 273 + 1 full ones', () => {
  expect(tilesAt(70_000n).map(tilePath)).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'])
  const all = newTiles(0n, 70_000n)
  expect(all.filter(({ width }) => width === 256).map(({ level }) => level)).toEqual([
    ...Array.from({ length: 273 }, () => 0),
    1,
  ])
  expect(all).toHaveLength(273 + 1 + 3)
})

test('a tree of 256 is a full tile and one hash above it', () => {
  expect(tilesAt(256n).map(tilePath)).toEqual(['tile/1/000.p/1'])
  expect(newTiles(255n, 256n).map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1'])
  expect(tilesAt(0n)).toEqual([])
})

describe('growing', () => {
  it('writes what is new or wider and nothing else', () => {
    expect(newTiles(0n, 1n).map(tilePath)).toEqual(['tile/0/000.p/1'])
    expect(newTiles(257n, 258n).map(tilePath)).toEqual(['tile/0/001.p/2'])
    expect(newTiles(5n, 5n)).toEqual([])
    expect(newTiles(256n, 512n).map(tilePath)).toEqual(['tile/0/001', 'tile/1/000.p/2'])
    expect(newTiles(65_535n, 65_537n).map(tilePath)).toEqual([
      'tile/0/255',
      'tile/0/256.p/1',
      'tile/1/000',
      'tile/2/000.p/1',
    ])
    expect(newBundles(250n, 513n)).toEqual([
      { index: 0n, width: 256 },
      { index: 1n, width: 256 },
      { index: 2n, width: 1 },
    ])
  })

  it('in steps writes at last what growing at once writes, and every tile as wide as the tree has it', () => {
    const size = fc.bigInt({ min: 0n, max: 200_000n })
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 6 }), (sizes) => {
        const steps = [0n, ...sizes.toSorted((a, b) => Number(a - b))]
        const last = steps.at(-1) ?? 0n
        const widest = new Map<string, number>()
        for (const [i, next] of steps.slice(1).entries()) {
          for (const { level, index, width } of newTiles(steps[i] ?? 0n, next)) {
            expect(width).toBe(widthAt(next, level, index))
            expect(width).toBeGreaterThan(widest.get(`${level}/${index}`) ?? 0)
            widest.set(`${level}/${index}`, width)
          }
        }
        const atOnce = newTiles(0n, last).map(
          ({ level, index, width }) => [`${level}/${index}`, width] as const,
        )
        expect(widest).toEqual(new Map(atOnce))
        const bundles = newTiles(0n, last).filter(({ level }) => level === 0)
        expect(newBundles(0n, last)).toEqual(bundles.map(({ index, width }) => ({ index, width })))
      }),
      { numRuns: 40 },
    )
  })

  it('never shrinks, and stays within 64 bits', () => {
    expect(() => newTiles(2n, 1n)).toThrow(RangeError)
    expect(() => newBundles(2n, 1n)).toThrow(RangeError)
    expect(() => newTiles(-1n, 1n)).toThrow(RangeError)
    expect(() => tilesAt(2n ** 64n)).toThrow(RangeError)
    expect(() => newBundles(2n ** 64n - 1n, 2n ** 64n)).toThrow(RangeError)
    expect(() => newBundles(-1n, 1n)).toThrow(RangeError)
    expect(tilesAt(2n ** 64n - 1n).map(({ width }) => width)).toEqual(Array.from({ length: 8 }, () => 255))
  })
})

test('a tile that the tree does not have has no width', () => {
  expect(widthAt(256n, 0, 1n)).toBe(0)
  expect(widthAt(255n, 1, 0n)).toBe(0)
  expect(widthAt(70_000n, 0, 10_000n)).toBe(0)
  expect(widthAt(70_000n, 0, 272n)).toBe(256)
})
