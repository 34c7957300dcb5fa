import type { ArchiveReader } from '../archive.ts'
import { bytesIn } from '../bytes-in.ts'
import type { SignedCheckpoint } from './notes/signed-checkpoint.ts'
import { decodeBundle } from './tree/bundle.ts'
import { rootOf } from './tree/edge.ts'
import { edgeFrom } from './tree/growth.ts'
import { EMPTY_ROOT, type Hash, leafHash, sameHash } from './tree/hashes.ts'
import { decodeTile } from './tree/tile.ts'
import { bundlePath, FULL_WIDTH, type TileId, tilePath, tilesAt } from './tree/tile-path.ts'

/** A signed tree as the archive holds it, with all that is needed to append to it. */
export interface LogTree {
  readonly size: bigint
  readonly root: Hash
  /** The bytes of `checkpoint`; undefined where the log has none yet. */
  readonly note: Uint8Array | undefined
  /** Its partial tiles, by level: the right edge. */
  readonly tiles: ReadonlyMap<number, readonly Hash[]>
  /** The entries of its partial bundle. */
  readonly bundle: readonly Uint8Array[]
}

export const EMPTY_TREE: LogTree = {
  size: 0n,
  root: EMPTY_ROOT,
  note: undefined,
  tiles: new Map(),
  bundle: [],
}

/**
 * Reads the right edge of a signed tree back from the archive. Throws where it, or an entry of its last bundle, does not hash to the
 * signed root: whatever is appended to what this returns is therefore consistent with what was signed.
 */
export async function readTree(
  archive: Pick<ArchiveReader, 'get'>,
  { size, root, note }: SignedCheckpoint,
): Promise<LogTree> {
  const tiles = new Map(
    await Promise.all(tilesAt(size).map(async (id) => [id.level, await readTile(archive, id)] as const)),
  )
  const edge = edgeFrom(size, ({ level }) => tiles.get(level) ?? [])
  if (!sameHash(rootOf(edge), root)) {
    throw new Error(`the tiles of the log’s size ${size} do not hash to its signed root`)
  }
  const bundle = await readLastBundle(archive, size)
  // The next bundle begins with these entries: one that came torn would stand in the log for ever, under a root that is not its own.
  const leaves = tiles.get(0) ?? []
  if (!bundle.every((entry, i) => sameHash(leafHash(entry), leaves[i] ?? EMPTY_ROOT))) {
    throw new Error(`the entries of the log’s size ${size} do not hash to its tiles`)
  }
  return { size, root, note, tiles, bundle }
}

async function readTile(archive: Pick<ArchiveReader, 'get'>, id: TileId): Promise<readonly Hash[]> {
  return decodeTile(await bytesIn(archive, tilePath(id)), id.width)
}

async function readLastBundle(
  archive: Pick<ArchiveReader, 'get'>,
  size: bigint,
): Promise<readonly Uint8Array[]> {
  const width = Number(size % BigInt(FULL_WIDTH))
  if (width === 0) return []
  const name = bundlePath(size / BigInt(FULL_WIDTH), width)
  const entries = decodeBundle(await bytesIn(archive, name))
  if (entries.length !== width) throw new Error(`${name}: holds ${entries.length} entries`)
  return entries
}
