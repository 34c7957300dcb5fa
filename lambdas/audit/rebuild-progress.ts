import type { ArchiveReader } from '../archive/archive.ts'
import { decodeBundle } from '../archive/log/bundle.ts'
import { appendLeaf, type Edge, EMPTY_EDGE, rootOf } from '../archive/log/edge.ts'
import { leafHash, sameHash } from '../archive/log/hashes.ts'
import type { VerifierKey } from '../archive/log/note.ts'
import { newestCheckpoint } from '../archive/log/signed-checkpoint.ts'
import { bundlePath, FULL_WIDTH, widthAt } from '../archive/log/tile-path.ts'
import { openEntry } from '../domain/entry.ts'
import type { LogProgress } from '../ledger/log-progress.ts'

export interface RebuildPorts {
  readonly archive: Pick<ArchiveReader, 'get'>
  readonly key: VerifierKey
  readonly progress: LogProgress
  readonly onProgress: (done: bigint, of: bigint) => void
}

// Any shard's watermark counts for every shard (LogProgress); the first one is always there.
const SHARD = '0'

/**
 * Makes anew, from the archive alone, how far the log is: its newest signed tree, and per ledger the last entry in it.
 * Returns the size; 0 where nothing is signed yet. Throws where the entries do not hash to the signed root: then nothing is written.
 */
export async function rebuildProgress({ archive, key, progress, onProgress }: RebuildPorts): Promise<bigint> {
  const { version } = await progress.read()
  const newest = await newestCheckpoint(archive, key)
  if (newest === undefined) return 0n
  const { size, root } = newest
  const watermarks = new Map<string, number>()
  let edge: Edge = EMPTY_EDGE
  for (let index = 0n; edge.size < size; index += 1n) {
    for (const leaf of await entriesIn(archive, index, widthAt(size, 0, index))) {
      const { ledger, seq } = openEntry(Buffer.from(leaf).toString('utf8'))
      watermarks.set(ledger, Math.max(seq, watermarks.get(ledger) ?? 0))
      edge = appendLeaf(edge, leafHash(leaf))
    }
    onProgress(edge.size, size)
  }
  if (!sameHash(rootOf(edge), root))
    throw new Error(`the log’s ${size} entries do not hash to its signed root`)
  const committed = { before: size, size, root: Buffer.from(root).toString('hex'), steps: [] }
  if ((await progress.commit(committed, { name: SHARD, watermarks }, version)) === 'overtaken') {
    throw new Error('a run has moved the log meanwhile: its progress is known, and nothing was rebuilt')
  }
  return size
}

async function entriesIn(
  archive: Pick<ArchiveReader, 'get'>,
  index: bigint,
  width: number,
): Promise<readonly Uint8Array[]> {
  const bytes =
    (await archive.get(bundlePath(index, width))) ?? (await archive.get(bundlePath(index, FULL_WIDTH)))
  if (bytes === undefined) throw new Error(`${bundlePath(index, width)}: the archive does not have it`)
  const entries = decodeBundle(bytes)
  if (entries.length < width) throw new Error(`${bundlePath(index, width)}: holds ${entries.length} entries`)
  return entries.slice(0, width)
}
