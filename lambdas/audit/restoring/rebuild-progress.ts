import type { ArchiveReader } from '../../archive/archive.ts'
import type { LogKeys } from '../../archive/log/notes/log-keys.ts'
import { newestCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import { appendLeaf, type Edge, rootOf } from '../../archive/log/tree/edge.ts'
import { leafHash } from '../../archive/log/tree/hashes.ts'
import type { Entry } from '../../domain/entry.ts'
import type { LogProgress, Step } from '../../ledger/work/log-progress.ts'
import { followChains } from './follow-chains.ts'
import { signedEntries, unsignedEntries } from './signed-entries.ts'

export interface RebuildPorts {
  readonly archive: ArchiveReader
  readonly key: LogKeys
  readonly progress: LogProgress
  readonly onProgress: (done: bigint, of: bigint) => void
}

// Any shard's watermark counts for every shard (LogProgress); the first one is always there.
const SHARD = '0'

/**
 * Makes anew, from the archive alone, how far the log is: its newest signed tree, and per ledger the last entry in it; and what a run had
 * committed and not yet signed, as it would have stood, since its tiles may be there and can be no others.
 * Returns the signed size; 0 where nothing is signed yet. Throws where the entries do not hash to the signed root: then nothing is written.
 */
export async function rebuildProgress({ archive, key, progress, onProgress }: RebuildPorts): Promise<bigint> {
  const { version } = await progress.read()
  const newest = await newestCheckpoint(archive, key)
  if (newest === undefined) return 0n
  const { size } = newest
  const chains = followChains()
  const watermarks = new Map<string, number>()
  let edge: Edge | undefined
  for await (const walked of signedEntries(archive, newest)) {
    for (const leaf of walked.entries) {
      const sealed = chains.take(leaf)
      if ('problem' in sealed) throw new Error(`the log: ${sealed.problem}`)
      watermarks.set(sealed.entry.ledger, sealed.entry.seq)
    }
    edge = walked.edge
    onProgress(edge.size, size)
  }
  const steps: Step[] = []
  for (const leaf of await unsignedEntries(archive, size)) {
    const sealed = chains.take(leaf)
    if ('problem' in sealed || edge === undefined) break
    edge = appendLeaf(edge, leafHash(leaf))
    watermarks.set(sealed.entry.ledger, sealed.entry.seq)
    addTo(steps, sealed.entry)
  }
  const root = edge === undefined ? newest.root : rootOf(edge)
  const committed = { before: size, size: edge?.size ?? size, root: Buffer.from(root).toString('hex'), steps }
  if ((await progress.commit(committed, { name: SHARD, watermarks }, version)) === 'overtaken') {
    throw new Error('a run has moved the log meanwhile: its progress is known, and nothing was rebuilt')
  }
  return size
}

/** Entries that follow each other in one ledger are one step. */
function addTo(steps: Step[], { ledger, seq }: Entry): void {
  const last = steps.at(-1)
  if (last?.ledger === ledger && last.to + 1 === seq) steps[steps.length - 1] = { ...last, to: seq }
  else steps.push({ ledger, from: seq, to: seq })
}
