import { appendLeaf, type Edge, EMPTY_EDGE } from './edge.ts'
import type { Hash } from './hashes.ts'
import { narrowed, rootOfTile } from './tile.ts'
import { FULL_WIDTH, indexAtEnd, newTiles, type TileId, tilesAt } from './tile-path.ts'

export interface Growing {
  readonly oldSize: bigint
  /** If given, it must be the old size and the leaves. */
  readonly newSize?: bigint
  /** The partial tiles of the old tree (`tilesAt(oldSize)`), by level. */
  readonly tiles: ReadonlyMap<number, readonly Hash[]>
  readonly leaves: readonly Hash[]
}

export interface Grown {
  readonly edge: Edge
  /** What is to be written: the tiles of `newTiles`, lowest level first. */
  readonly tiles: readonly { readonly id: TileId; readonly hashes: readonly Hash[] }[]
}

/**
 * Appends leaves to a tree of which only the partial tiles are known.
 * Throws where these are not those of the old size, or where `newSize` is not what it grows to.
 */
export function grow({ oldSize, newSize, tiles, leaves }: Growing): Grown {
  const size = oldSize + BigInt(leaves.length)
  if (newSize !== undefined && newSize !== size)
    throw new RangeError(`it grows to ${size}, not to ${newSize}`)
  const rows = new Map(tilesAt(oldSize).map((id) => [id.level, exactly(id, tiles.get(id.level))]))
  rows.set(0, (rows.get(0) ?? []).concat(leaves))
  const hashesOf = ({ level, index, width }: TileId): readonly Hash[] => {
    const start = Number(index - indexAtEnd(oldSize, level)) * FULL_WIDTH
    return (rows.get(level) ?? []).slice(start, start + width)
  }
  const written = newTiles(oldSize, size).map((id) => {
    const hashes = hashesOf(id)
    if (id.width === FULL_WIDTH)
      rows.set(id.level + 1, [...(rows.get(id.level + 1) ?? []), rootOfTile(hashes)])
    return { id, hashes }
  })
  return { edge: edgeFrom(size, hashesOf), tiles: written }
}

/** The edge of a tree of this size, from its partial tiles. Throws where one has too few hashes; more are passed over. */
export function edgeFrom(size: bigint, tileHashes: (id: TileId) => readonly Hash[]): Edge {
  const hashes = tilesAt(size)
    .toReversed()
    .flatMap((id) => narrowed(id, tileHashes(id)).reduce<Edge>(appendLeaf, EMPTY_EDGE).hashes)
  return { size, hashes }
}

function exactly({ level, width }: TileId, hashes: readonly Hash[] = []): readonly Hash[] {
  if (hashes.length !== width)
    throw new Error(`the tile of level ${level} has ${hashes.length} hashes, not ${width}`)
  return hashes
}
