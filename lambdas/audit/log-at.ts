import type { ArchiveReader } from '../archive/archive.ts'
import { readTileOrGrown, storedOrGrown } from '../archive/log/stored-tile.ts'
import { decodeBundle } from '../archive/log/tree/bundle.ts'
import type { HashReader } from '../archive/log/tree/range-hash.ts'
import { bundlePath, FULL_WIDTH, type TileId, tilePath, widthAt } from '../archive/log/tree/tile-path.ts'
import { remembering } from './remembering.ts'

// A bundle is some 200 kB, at the very most 17 MB; a tile is 8 kB.
const BUNDLES_KEPT = 24
const TILES_KEPT = 256

/** The log as it was at one size, read from an archive where it may have grown since. What it gives is not verified. */
export interface LogAt {
  readonly size: bigint
  readonly tile: HashReader
  /** The exact bytes of the entries of a bundle, as many as it had at this size. Throws where there is no such bundle. */
  readonly bundle: (index: bigint) => Promise<readonly Uint8Array[]>
}

export function logAt(archive: Pick<ArchiveReader, 'get'>, size: bigint): LogAt {
  const bundle = remembering(BUNDLES_KEPT, async (name: string, index: bigint, width: number) => {
    const entries = decodeBundle(await storedOrGrown(archive, name, bundlePath(index, FULL_WIDTH)))
    if (entries.length < width) throw new Error(`${name}: only ${entries.length} entries`)
    return entries.slice(0, width)
  })
  const tile = remembering(TILES_KEPT, (_name: string, id: TileId) => readTileOrGrown(archive, id))
  return {
    size,
    tile: (id) => tile(tilePath(id), id),
    bundle: async (index) => {
      const width = widthAt(size, 0, index)
      return bundle(bundlePath(index, width), index, width)
    },
  }
}
