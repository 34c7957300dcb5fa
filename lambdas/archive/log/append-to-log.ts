import type { Archive } from '../archive.ts'
import { equalBytes } from '../equal-bytes.ts'
import type { LogTree } from './log-tree.ts'
import { CHECKPOINT, signedAt, VKEY } from './names.ts'
import { checkpointText } from './notes/checkpoint.ts'
import { signNote } from './notes/note.ts'
import type { Signer } from './notes/signer.ts'
import { formatVkey } from './notes/verifier-key.ts'
import { encodeBundle } from './tree/bundle.ts'
import { rootOf } from './tree/edge.ts'
import { grow } from './tree/growth.ts'
import { leafHash } from './tree/hashes.ts'
import { encodeTile } from './tree/tile.ts'
import { bundlePath, FULL_WIDTH, newBundles, PER_TILE, tilePath, tilesAt, widthAt } from './tree/tile-path.ts'

export interface AppendPorts {
  readonly archive: Archive
  readonly signer: Signer
  /** Until when full tiles, full bundles and signed checkpoints are locked, in Unix milliseconds. */
  readonly lockUntilMs: number
}

/** The tree after these entries, not yet written. */
export function grown(tree: LogTree, entries: readonly Uint8Array[]) {
  const growth = grow({ oldSize: tree.size, tiles: tree.tiles, leaves: entries.map(leafHash) })
  return { size: growth.edge.size, root: rootOf(growth.edge), tiles: growth.tiles }
}

/**
 * Writes the entries behind a signed tree and signs the tree that this makes: bundles and tiles first, then the checkpoint
 * under its size, then `checkpoint`. Every object but the last is the same whoever writes it, so that after a crash, or
 * beside another, the same call goes on. `moved`: somebody has published a newer tree meanwhile.
 */
export async function appendToLog(
  { archive, signer, lockUntilMs }: AppendPorts,
  tree: LogTree,
  entries: readonly Uint8Array[],
): Promise<LogTree | 'moved'> {
  const { size, root, tiles } = grown(tree, entries)
  const held = [...tree.bundle, ...entries]
  const first = tree.size / PER_TILE
  const bundles = newBundles(tree.size, size).map(({ index, width }) => {
    const from = Number(index - first) * FULL_WIDTH
    return { index, width, entries: held.slice(from, from + width) }
  })
  const put = (name: string, bytes: Uint8Array, isLocked: boolean, contentType = BYTES) =>
    archive.put(name, bytes, { contentType, lockUntilMs: isLocked ? lockUntilMs : null })
  if (tree.note === undefined) {
    const vkey = `${formatVkey(signer.name, signer.publicKey)}\n`
    await put(VKEY, Buffer.from(vkey), true, TEXT)
  }
  // Entries before the hashes that speak of them, and all of them before the signature.
  await Promise.all(
    bundles.map((bundle) =>
      put(bundlePath(bundle.index, bundle.width), encodeBundle(bundle.entries), isFull(bundle)),
    ),
  )
  await Promise.all(tiles.map(({ id, hashes }) => put(tilePath(id), encodeTile(hashes), isFull(id))))
  const note = Buffer.from(await signNote(checkpointText({ origin: signer.name, size, root }), signer))
  await put(signedAt(size), note, true, TEXT)
  // From here the tree is public. One that is late finds another checkpoint here and leaves it.
  if ((await archive.replace(CHECKPOINT, note, tree.note)) === 'moved') {
    const there = await archive.get(CHECKPOINT)
    if (there === undefined || !equalBytes(there, note)) return 'moved'
  }
  await supersedeParts(archive, tree.size, size)
  const known = new Map([...tree.tiles, ...tiles.map(({ id, hashes }) => [id.level, hashes] as const)])
  return {
    size,
    root,
    note,
    tiles: new Map(tilesAt(size).map(({ level }) => [level, partOf(known, level)])),
    bundle: bundles.findLast((bundle) => !isFull(bundle))?.entries ?? [],
  }
}

const BYTES = 'application/octet-stream'
const TEXT = 'text/plain'

function isFull({ width }: { readonly width: number }): boolean {
  return width === FULL_WIDTH
}

function partOf<T>(known: ReadonlyMap<number, readonly T[]>, level: number): readonly T[] {
  const hashes = known.get(level)
  if (hashes === undefined) throw new Error(`the log has no tile of level ${level}`)
  return hashes
}

/** The partial tiles of the old tree that have grown may expire: those that still end the tree may not. */
async function supersedeParts(archive: Archive, before: bigint, size: bigint): Promise<void> {
  const now = new Set(tilesAt(size).map(tilePath))
  const grownOnes = tilesAt(before).filter((old) => !now.has(tilePath(old)))
  const pairs = grownOnes.flatMap((old): readonly (readonly [string, string])[] => {
    const width = widthAt(size, old.level, old.index)
    const hashes = [tilePath(old), tilePath({ ...old, width })] as const
    if (old.level > 0) return [hashes]
    return [hashes, [bundlePath(old.index, old.width), bundlePath(old.index, width)]]
  })
  await Promise.all(pairs.map(([old, by]) => archive.supersede(old, by)))
}
