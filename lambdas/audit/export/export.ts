import type { ArchiveReader } from '../../archive/archive.ts'
import { bytesIn } from '../../archive/bytes-in.ts'
import { base64Of } from '../../archive/log/base64.ts'
import { CHECKPOINT, signedAt, VKEY } from '../../archive/log/names.ts'
import { COSIGNATURES } from '../../archive/log/notes/cosigned.ts'
import { KEYS } from '../../archive/log/notes/key-change.ts'
import { keysOver, type LogKeys } from '../../archive/log/notes/log-keys.ts'
import { newestCheckpoint, type SignedCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import { keyChanges } from '../../archive/log/notes/stated-keys.ts'
import { parseVkey } from '../../archive/log/notes/verifier-key.ts'
import { sameHash } from '../../archive/log/tree/hashes.ts'
import { rootFromTiles } from '../../archive/log/tree/proof.ts'
import { canonical } from '../../domain/canonical.ts'
import type { Instant } from '../../domain/instant.ts'
import { DESCRIPTION, EXPORT_VERSION } from '../export-form.ts'
import { logAt } from '../log-at.ts'
import { copyCheckpoints } from './checkpoints.ts'
import { copyEntries } from './entries.ts'
import { copyEvidence } from './evidence.ts'
import { instructions } from './instructions.ts'
import type { Sink } from './sink.ts'
import { type Span, spanOf } from './span.ts'
import { copyTiles } from './tiles.ts'

export interface Period {
  readonly from: Instant
  /** Not in it. */
  readonly to: Instant
}

export interface ExportPorts {
  readonly archive: ArchiveReader
  readonly sink: Sink
  /** How much is done of how much, for a progress bar. */
  readonly onProgress: (doing: 'looking' | 'copying', done: bigint, of: bigint) => void
}

/** What was exported: the leaves [first, end) of the log of this size. */
export interface Exported extends Span {
  readonly size: bigint
  readonly evidence: number
}

/**
 * Copies a period out of an archive, with all that it takes to check it without the rest: the newest signed checkpoint, the
 * entries with their proofs, the tiles between both, and the evidence. What it copies is held against the signed root on the way:
 * throws where the archive contradicts it or lacks an object. Memory does not grow with the period.
 * `export.json` comes last: a directory without it is the beginning of an export and no export.
 */
export async function exportPeriod(
  { archive, sink, onProgress }: ExportPorts,
  period: Period,
): Promise<Exported | 'nothing-signed' | 'no-entries'> {
  const { key, newest, vkey } = await signedLog(archive)
  if (newest === undefined) return 'nothing-signed'
  const { size, root } = newest
  const log = logAt(archive, size)
  if (!sameHash(await rootFromTiles(log.tile, size), root))
    throw new Error(`the tiles of the log’s size ${size} do not hash to its signed root`)
  const span = await spanOf(log, period, (done) => onProgress('looking', done, size))
  if (span === undefined) return 'no-entries'
  const copying = (done: bigint): void => onProgress('copying', done - span.first, span.end - span.first)
  const kept = { archive, sink, log, newest }
  const evidence = copyEvidence(kept)
  await copyEntries(kept, span, evidence.copy, copying)
  const signed = await copyCheckpoints(kept, key, span)
  await copyTiles(kept, span, signed)
  await sink.put(VKEY, vkey)
  await copyKeys({ archive, sink })
  await sink.put(signedAt(size), newest.note)
  await sink.put(CHECKPOINT, newest.note)
  for await (const name of archive.list(`${COSIGNATURES}${size}/`))
    await sink.put(name, await bytesIn(archive, name))
  const { origin } = newest
  const head = { origin, size: String(size), root: base64Of(root) }
  const range = { first: String(span.first), end: String(span.end) }
  await sink.put('VERIFY.md', Buffer.from(instructions({ ...period, ...head, ...range })))
  const said = canonical({ v: EXPORT_VERSION, ...period, ...head, ...range })
  // From here it is an export: everything that it needs is there.
  await sink.finish(DESCRIPTION, Buffer.from(`${said}\n`))
  return { ...span, size, evidence: evidence.count() }
}

/** How the log went on under other keys, each with the checkpoint that was handed over. */
async function copyKeys({ archive, sink }: Pick<ExportPorts, 'archive' | 'sink'>): Promise<void> {
  for (const { number, size } of await keyChanges(archive)) {
    const name = `${KEYS}${number}`
    await sink.put(name, await bytesIn(archive, name))
    const signed = signedAt(size)
    if (size > 0n && !(await sink.has(signed))) await sink.put(signed, await bytesIn(archive, signed))
  }
}

/** The newest signed checkpoint and the keys that open it. */
async function signedLog(
  archive: ArchiveReader,
): Promise<
  | { readonly newest: SignedCheckpoint; readonly key: LogKeys; readonly vkey: Uint8Array }
  | { readonly newest: undefined; readonly key: undefined; readonly vkey: undefined }
> {
  const none = { newest: undefined, key: undefined, vkey: undefined }
  const vkey = await archive.get(VKEY)
  if (vkey === undefined) {
    if ((await archive.get(CHECKPOINT)) === undefined) return none
    throw new Error(`${VKEY}: the archive does not have it`)
  }
  const key = keysOver(parseVkey(Buffer.from(vkey).toString('utf8').trimEnd()), await keyChanges(archive))
  const newest = await newestCheckpoint(archive, key)
  return newest === undefined ? none : { newest, key, vkey }
}
