import { assertSize, isSize } from './size.ts'

/** A tile of c2sp.org/tlog-tiles: `width` hashes (1 to 256, which is full), each of 256^level leaves. */
export interface TileId {
  readonly level: number
  readonly index: bigint
  readonly width: number
}

/** A bundle of entries: those of the tile of level 0 with the same index and width. */
export type BundleId = Omit<TileId, 'level'>

export type ParsedTilePath =
  | { readonly kind: 'hashes'; readonly tile: TileId }
  | ({ readonly kind: 'entries' } & BundleId)

export const FULL_WIDTH = 256
/** The same where places in the log are counted: hashes of a full tile, and entries of a full bundle. */
export const PER_TILE = BigInt(FULL_WIDTH)
const MAX_LEVEL = 63

/** Throws RangeError where there is no such tile. */
export function tilePath({ level, index, width }: TileId): string {
  if (!Number.isInteger(level) || level < 0 || level > MAX_LEVEL) throw new RangeError(`no level ${level}`)
  return `tile/${level}/${place(index, width)}`
}

/** Throws RangeError where there is no such bundle. */
export function bundlePath(index: bigint, width: number): string {
  return `tile/entries/${place(index, width)}`
}

// Seven groups of three digits hold 64 bits.
const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,6}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** Reads the one way to write it; undefined for every other text. */
export function parseTilePath(path: string): ParsedTilePath | undefined {
  const [, level, digits, partial] = PATH.exec(path) ?? []
  if (level === undefined || digits === undefined) return undefined
  const index = BigInt(digits.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? FULL_WIDTH : Number(partial)
  if (!isSize(index) || width > FULL_WIDTH) return undefined
  if (level === 'entries') {
    return bundlePath(index, width) === path ? { kind: 'entries', index, width } : undefined
  }
  const tile = { level: Number(level), index, width }
  return tile.level <= MAX_LEVEL && tilePath(tile) === path ? { kind: 'hashes', tile } : undefined
}

function place(index: bigint, width: number): string {
  assertSize(index)
  if (!Number.isInteger(width) || width < 1 || width > FULL_WIDTH) throw new RangeError(`no width ${width}`)
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? []
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === FULL_WIDTH ? path : `${path}.p/${width}`
}

/** The partial tile of every level of a tree of this size, lowest first: they and the full tiles below hold all of it. */
export function tilesAt(size: bigint): readonly TileId[] {
  return levelsOf(size).flatMap(({ level, count }) => {
    const width = Number(count % PER_TILE)
    return width === 0 ? [] : [{ level, index: count / PER_TILE, width }]
  })
}

/**
 * Every tile that is new or wider in a tree that grew from the old size to the new one, lowest level first.
 * Throws RangeError where it did not grow.
 */
export function newTiles(oldSize: bigint, newSize: bigint): readonly TileId[] {
  assertGrowth(oldSize, newSize)
  return levelsOf(newSize).flatMap(({ level, count }) =>
    widened(oldSize >> bitsBelow(level), count).map((place) => ({ level, ...place })),
  )
}

/** The same of bundles. */
export function newBundles(oldSize: bigint, newSize: bigint): readonly BundleId[] {
  assertGrowth(oldSize, newSize)
  return widened(oldSize, newSize)
}

/** How wide a tile is in a tree of this size; 0 where it is not in it. */
export function widthAt(size: bigint, level: number, index: bigint): number {
  const rest = (size >> bitsBelow(level)) - index * PER_TILE
  return rest >= PER_TILE ? FULL_WIDTH : Math.max(0, Number(rest))
}

/** The index of the tile where the next hash of this level goes in a tree of this size. */
export function indexAtEnd(size: bigint, level: number): bigint {
  return (size >> bitsBelow(level)) / PER_TILE
}

function levelsOf(size: bigint): readonly { level: number; count: bigint }[] {
  assertSize(size)
  const levels = []
  for (let level = 0, count = size; count > 0n; level += 1, count /= PER_TILE) levels.push({ level, count })
  return levels
}

function widened(oldCount: bigint, count: bigint): readonly BundleId[] {
  const places: BundleId[] = []
  for (let at = oldCount; at < count; ) {
    const index = at / PER_TILE
    const end = (index + 1n) * PER_TILE < count ? (index + 1n) * PER_TILE : count
    places.push({ index, width: Number(end - index * PER_TILE) })
    at = end
  }
  return places
}

function bitsBelow(level: number): bigint {
  return 8n * BigInt(level)
}

function assertGrowth(oldSize: bigint, newSize: bigint): void {
  assertSize(oldSize)
  assertSize(newSize)
  if (newSize < oldSize) throw new RangeError(`a log of ${oldSize} never shrinks to ${newSize}`)
}
