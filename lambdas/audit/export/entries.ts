import { base64Of } from '../../archive/log/base64.ts'
import { encodeBundle } from '../../archive/log/tree/bundle.ts'
import { type Hash, leafHash, sameHash } from '../../archive/log/tree/hashes.ts'
import { tlogProofText } from '../../archive/log/tree/proof-text.ts'
import { bundlePath, PER_TILE, widthAt } from '../../archive/log/tree/tile-path.ts'
import { canonical } from '../../domain/canonical.ts'
import { type Entry, openEntry } from '../../domain/entry.ts'
import { type Proven, proofsOfTile } from '../proofs.ts'
import type { Copying } from './sink.ts'
import { type Span, upTo } from './span.ts'

const ENTRIES = 'entries.ndjson'
const INCLUSION = 'proofs/inclusion.ndjson'
/** So many entries have a file of their own in the form of c2sp.org/tlog-proof; of all, the proofs stand in one. */
const TLOG_PROOFS = 1_000n

/** The bundles of a span, and each entry of it with its proof. Throws where an entry is not what the signed root says. */
export async function copyEntries(
  copying: Copying,
  span: Span,
  copyEvidence: (names: readonly string[]) => Promise<void>,
  onProgress: (done: bigint) => void,
): Promise<void> {
  const { log, sink, newest } = copying
  const note = Buffer.from(newest.note).toString('utf8')
  for (const index of upTo(span.first / PER_TILE, (span.end + PER_TILE - 1n) / PER_TILE)) {
    const entries = await log.bundle(index)
    const proofs = await proofsOfTile(log, newest.root, index)
    for (const [i, proven] of proofs.entries()) assertLeaf(proven, entries[i])
    await sink.put(bundlePath(index, widthAt(log.size, 0, index)), encodeBundle(entries))
    const wanted = proofs.filter((proven) => proven.index >= span.first && proven.index < span.end)
    const opened = wanted.map((proven) => ({ proven, entry: entryIn(entries, proven) }))
    await sink.add(ENTRIES, opened.map(({ proven, entry }) => entryLine(proven, entry)).join(''))
    await sink.add(INCLUSION, opened.map(({ proven, entry }) => inclusionLine(proven, entry)).join(''))
    for (const { index: leaf, proof: hashes } of wanted) {
      if (leaf >= span.first + TLOG_PROOFS) break
      const text = tlogProofText({ index: leaf, hashes, checkpoint: note })
      await sink.put(`proofs/tlog/${leaf}.tlog-proof`, Buffer.from(text))
    }
    await copyEvidence([...new Set(opened.flatMap(({ entry }) => entry.evidence))])
    onProgress((index + 1n) * PER_TILE < span.end ? (index + 1n) * PER_TILE : span.end)
  }
}

function assertLeaf({ index, leaf }: Proven, entry: Uint8Array | undefined): void {
  if (entry === undefined || !sameHash(leafHash(entry), leaf))
    throw new Error(`leaf ${index}: the entry has another hash than the log`)
}

/** Throws where the leaf is no entry in its canonical form. */
function entryIn(entries: readonly Uint8Array[], { index }: Proven): Entry {
  return openEntry(Buffer.from(entries[Number(index % PER_TILE)] ?? []).toString('utf8'))
}

function entryLine({ index }: Proven, { ledger, seq, hash, body }: Entry): string {
  return `${canonical({ index: String(index), ledger, seq: String(seq), hash, entry: body })}\n`
}

function inclusionLine({ index, proof }: Proven, { ledger, seq, hash }: Entry): string {
  return `${canonical({ ledger, seq: String(seq), index: String(index), hash, proof: base64sOf(proof) })}\n`
}

export function base64sOf(hashes: readonly Hash[]): readonly string[] {
  return hashes.map(base64Of)
}
