import { type Hash, nodeHash } from './hashes.ts'
import { narrowed, subtreeHash } from './tile.ts'
import { type TileId, tilePath, widthAt } from './tile-path.ts'

/**
 * Gives the hashes of a tile, at least `width` of them: where the tile has grown since, those of the wider one will do.
 * Whoever reads need not be trusted: what is made of a false tile does not verify.
 */
export type HashReader = (tile: TileId) => Promise<readonly Hash[]>

/** Leaves from `start` on, `end` not among them. */
export interface Range {
  readonly start: bigint
  readonly end: bigint
}

/**
 * Hashes of whole subtrees of the tree of this size, RFC 6962's MTH(D[start:end]). Every tile is read once.
 * The reader rejects where it has no such tile, and so does this.
 */
export function rangeHashes(read: HashReader, size: bigint, ranges: readonly Range[]): Promise<Hash[]> {
  const tiles = new Map<string, Promise<readonly Hash[]>>()
  const tile = (id: TileId): Promise<readonly Hash[]> => {
    const hashes = tiles.get(tilePath(id)) ?? read(id).then((all) => narrowed(id, all))
    tiles.set(tilePath(id), hashes)
    return hashes
  }
  const hashOf = async (range: Range): Promise<Hash> => {
    const parts = await Promise.all(perfectParts(range).map((part) => perfectHash(tile, size, part)))
    return parts.reduceRight((right, left) => nodeHash(left, right))
  }
  return Promise.all(ranges.map(hashOf))
}

interface Perfect {
  readonly start: bigint
  /** It has 2^height leaves. */
  readonly height: number
}

/** The perfect subtrees of a subtree, largest first: only the one at the right edge has more than one. */
function perfectParts({ start, end }: Range): readonly Perfect[] {
  const parts: Perfect[] = []
  for (let at = start; at < end; ) {
    const height = (end - at).toString(2).length - 1
    parts.push({ start: at, height })
    at += 1n << BigInt(height)
  }
  return parts
}

async function perfectHash(tile: HashReader, size: bigint, { start, height }: Perfect): Promise<Hash> {
  const level = Math.floor(height / 8)
  const place = start >> BigInt(8 * level)
  const [index, from] = [place / 256n, Number(place % 256n)]
  const hashes = await tile({ level, index, width: widthAt(size, level, index) })
  return subtreeHash(hashes.slice(from, from + 2 ** (height % 8)))
}
