import { encodeTile } from '../../archive/log/tree/tile.ts'
import { PER_TILE, type TileId, tilePath, tilesAt, widthAt } from '../../archive/log/tree/tile-path.ts'
import type { Copying } from './sink.ts'
import type { Span } from './span.ts'

/**
 * The tiles from the leaves of a span up to the root of this size: with the right edge of every level, the root can be hashed down
 * to every leaf, and every proof be made anew. Also the right edges of the earlier signed sizes, so that their roots can be.
 */
export async function copyTiles(
  { log, sink }: Copying,
  span: Span,
  signed: readonly bigint[],
): Promise<void> {
  for (const { level, index } of tilesFor(log.size, span, signed)) {
    const id = { level, index, width: widthAt(log.size, level, index) }
    if (!(await sink.has(tilePath(id)))) await sink.put(tilePath(id), encodeTile(await log.tile(id)))
  }
}

function* tilesFor(
  size: bigint,
  { first, end }: Span,
  signed: readonly bigint[],
): Generator<Pick<TileId, 'level' | 'index'>> {
  // A level without a whole tile below it has no hashes.
  for (let level = 0, [from, last] = [first, end - 1n]; size >> BigInt(8 * level) > 0n; level += 1) {
    ;[from, last] = [from / PER_TILE, last / PER_TILE]
    for (let index = from; index <= last; index += 1n)
      if (widthAt(size, level, index) > 0) yield { level, index }
  }
  for (const one of [...signed, size]) yield* tilesAt(one)
}
