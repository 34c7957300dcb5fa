import type { ArchiveReader } from '../archive.ts'
import { HASH_BYTES, type Hash } from './tree/hashes.ts'
import { decodeTile, narrowed } from './tree/tile.ts'
import { FULL_WIDTH, type TileId, tilePath } from './tree/tile-path.ts'

/** The hashes of a tile as it was, read from an archive where it may have grown since. Throws where it is not there. */
export async function readTileOrGrown(
  archive: Pick<ArchiveReader, 'get'>,
  id: TileId,
): Promise<readonly Hash[]> {
  const bytes = await storedOrGrown(archive, tilePath(id), tilePath({ ...id, width: FULL_WIDTH }))
  return narrowed(id, decodeTile(bytes, Math.floor(bytes.length / HASH_BYTES)))
}

/** A partial tile goes when it is full: then the full one begins with the same bytes. */
export async function storedOrGrown(
  archive: Pick<ArchiveReader, 'get'>,
  name: string,
  full: string,
): Promise<Uint8Array> {
  const bytes = (await archive.get(name)) ?? (name === full ? undefined : await archive.get(full))
  if (bytes === undefined) throw new Error(`${name}: the archive does not have it`)
  return bytes
}
