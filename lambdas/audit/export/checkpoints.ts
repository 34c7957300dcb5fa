import { bytesIn } from '../../archive/bytes-in.ts'
import { base64Of } from '../../archive/log/base64.ts'
import { CHECKPOINTS, signedAt } from '../../archive/log/names.ts'
import type { LogKeys } from '../../archive/log/notes/log-keys.ts'
import { openCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import { consistencyProof } from '../../archive/log/tree/proof.ts'
import { parseSize } from '../../archive/log/tree/size.ts'
import { verifyConsistency } from '../../archive/log/tree/verify-proof.ts'
import { canonical } from '../../domain/canonical.ts'
import { base64sOf } from './entries.ts'
import type { Copying } from './sink.ts'
import type { Span } from './span.ts'

const CONSISTENCY = 'proofs/consistency.ndjson'

/**
 * The checkpoints that were signed within the span, the last before it and the first that has all of it, each with the proof that
 * the newest one goes on from it. Returns their sizes. Throws where one does not.
 */
export async function copyCheckpoints(
  copying: Copying,
  key: LogKeys,
  span: Span,
): Promise<readonly bigint[]> {
  const { archive, sink, log, newest } = copying
  const sizes = await signedSizes(copying, span)
  // Also where there is none: an export always has the same objects.
  await sink.add(CONSISTENCY, '')
  for (const size of sizes) {
    const note = await bytesIn(archive, signedAt(size))
    const signed = openCheckpoint(note, key, signedAt(size))
    if (signed.size !== size) throw new Error(`${signedAt(size)}: is signed for the size ${signed.size}`)
    const proof = await consistencyProof(log.tile, size, newest.size)
    const claim = { size1: size, size2: newest.size, root1: signed.root, root2: newest.root, proof }
    if (!verifyConsistency(claim))
      throw new Error(`${signedAt(size)}: the log of ${newest.size} entries does not go on from it`)
    await sink.put(signedAt(size), note)
    const from = { from_size: String(size), from_root: base64Of(signed.root) }
    const to = { size: String(newest.size), root: base64Of(newest.root), proof: base64sOf(proof) }
    await sink.add(CONSISTENCY, `${canonical({ ...from, ...to })}\n`)
  }
  return sizes
}

async function signedSizes({ archive, newest }: Copying, { first, end }: Span): Promise<readonly bigint[]> {
  const within: bigint[] = []
  let before = 0n
  let after = newest.size
  for await (const name of archive.list(CHECKPOINTS)) {
    const size = parseSize(name.slice(CHECKPOINTS.length))
    // What is newer than `checkpoint` was signed since we began.
    if (size === undefined || size === 0n || size >= newest.size) continue
    if (size <= first) before = size > before ? size : before
    else if (size < end) within.push(size)
    else after = size < after ? size : after
  }
  const all = [before, ...within.toSorted((a, b) => (a < b ? -1 : 1)), after]
  return all.filter((size) => size > 0n && size < newest.size)
}
