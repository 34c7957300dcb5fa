import type { ArchiveReader } from '../../archive/archive.ts'
import type { SignedCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import { storedOrGrown } from '../../archive/log/stored-tile.ts'
import { decodeBundle } from '../../archive/log/tree/bundle.ts'
import { appendLeaf, type Edge, EMPTY_EDGE, rootOf } from '../../archive/log/tree/edge.ts'
import { leafHash, sameHash } from '../../archive/log/tree/hashes.ts'
import { bundlePath, FULL_WIDTH, PER_TILE, parseTilePath, widthAt } from '../../archive/log/tree/tile-path.ts'

/** The tree over the entries so far. */
export interface Walked {
  readonly entries: readonly Uint8Array[]
  readonly edge: Edge
}

/** The exact bytes of a signed log's entries, bundle by bundle. Throws where they are not there, and behind the last where they do not hash to its root. */
export async function* signedEntries(
  archive: Pick<ArchiveReader, 'get'>,
  { size, root }: Pick<SignedCheckpoint, 'size' | 'root'>,
): AsyncGenerator<Walked> {
  let edge: Edge = EMPTY_EDGE
  for (let index = 0n; edge.size < size; index += 1n) {
    const width = widthAt(size, 0, index)
    const name = bundlePath(index, width)
    const entries = decodeBundle(await storedOrGrown(archive, name, bundlePath(index, FULL_WIDTH)))
    if (entries.length < width) throw new Error(`${name}: holds ${entries.length} entries`)
    const mine = entries.slice(0, width)
    edge = mine.reduce((grown, leaf) => appendLeaf(grown, leafHash(leaf)), edge)
    yield { entries: mine, edge }
  }
  if (!sameHash(rootOf(edge), root))
    throw new Error(`the log’s ${size} entries do not hash to its signed root`)
}

/**
 * What a run wrote behind the signed tree and died before signing: as far as it is there without a hole. Nobody has signed it: whether it
 * belongs there, its chains say.
 */
export async function unsignedEntries(archive: ArchiveReader, size: bigint): Promise<readonly Uint8Array[]> {
  const widest = new Map<bigint, number>()
  for await (const name of archive.list('tile/entries/')) {
    const parsed = parseTilePath(name)
    if (parsed?.kind !== 'entries' || parsed.index < size / PER_TILE) continue
    widest.set(parsed.index, Math.max(parsed.width, widest.get(parsed.index) ?? 0))
  }
  const leaves: Uint8Array[] = []
  for (let index = size / PER_TILE; ; index += 1n) {
    const width = widest.get(index)
    const bytes = width === undefined ? undefined : await archive.get(bundlePath(index, width))
    if (bytes === undefined) return leaves
    leaves.push(...decodeBundle(bytes).slice(index === size / PER_TILE ? Number(size % PER_TILE) : 0))
    if (width !== FULL_WIDTH) return leaves
  }
}
