import type { ArchiveReader } from '../../archive/archive.ts'
import { bytesIn } from '../../archive/bytes-in.ts'
import { base64Of } from '../../archive/log/base64.ts'
import { signingVkey } from '../../archive/log/log-reader.ts'
import { CHECKPOINT } from '../../archive/log/names.ts'
import { newestCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import { parseVkey } from '../../archive/log/notes/verifier-key.ts'
import { leafHash } from '../../archive/log/tree/hashes.ts'
import { type Instant, instant, unixMs } from '../../domain/instant.ts'
import type { Overviews } from '../../ledger/work/overviews.ts'
import { base64sOf } from '../export/entries.ts'
import { logAt } from '../log-at.ts'
import { proofOf } from '../proofs.ts'
import { ATTESTATION_VERSION, type Attestation, type AttestedCheck, attestationText } from './attestation.ts'
import { type Check, type CheckPorts, checksAround } from './checks.ts'
import { meanwhileOf, recordingsOf } from './entries.ts'
import { isNotInLog, placesIn } from './places.ts'
import { verifyAttestation } from './verify-attestation.ts'

export interface AttestPorts extends CheckPorts {
  readonly archive: Pick<ArchiveReader, 'get' | 'list'>
  readonly overviews: Pick<Overviews, 'all'>
}

export type Attested =
  | { readonly kind: 'attested'; readonly text: string }
  /** Its first complete answer came later, or never. */
  | { readonly kind: 'not-observed' }
  /** It is recorded, and a run will bring it into the signed log. */
  | { readonly kind: 'not-in-log'; readonly what: string }

/**
 * What was listed of a pipeline at a moment, and the proof: the last check at or before it, the first one after it, what is
 * recorded of both, and that all of it is in the signed log. Throws where ledger or archive fail or contradict each other.
 */
export async function attest(ports: AttestPorts, pipeline: string, at: Instant): Promise<Attested> {
  const firstSeen = await firstSeenAt(ports, pipeline)
  if (firstSeen === undefined || at < firstSeen) return { kind: 'not-observed' }
  const { before, after } = await aroundIn(ports, pipeline, { at, notBefore: firstSeen })
  if (before === undefined) return { kind: 'not-observed' }
  const vkey = (await signingVkey(ports.archive, await ports.archive.get(CHECKPOINT))) ?? ''
  const newest = vkey === '' ? undefined : await newestCheckpoint(ports.archive, parseVkey(vkey))
  if (newest === undefined) return { kind: 'not-in-log', what: 'nothing is signed yet' }
  const log = logAt(ports.archive, newest.size)
  const places = placesIn(log)
  // What is not in the log yet proves nothing: a check after the moment may still come into it.
  const isAfterIn = after !== undefined && (await places.find(after.run.entry)) !== undefined
  const next = isAfterIn ? after : undefined
  const listed = await recordingsOf(ports.ledger, pipeline, before)
  const meanwhile = await meanwhileOf(ports.ledger, pipeline, before, next)
  const needed = [before.run.entry, ...(next === undefined ? [] : [next.run.entry]), ...listed.entries]
  const placed = await places.all(needed, meanwhile, { isWhole: next !== undefined })
  if (isNotInLog(placed)) return placed
  const entries = await Promise.all(
    placed.found.map(async ({ index, entry }) => {
      const proof = await proofOf(log, newest.root, index, leafHash(Buffer.from(entry.body)))
      return { index: String(index), entry: entry.body, proof: [...base64sOf(proof)] }
    }),
  )
  const text = attestationText({
    v: ATTESTATION_VERSION,
    pipeline,
    at,
    listed: [...listed.items],
    before: checkForm(before),
    after: next === undefined ? null : checkForm(next),
    meanwhile: placed.meanwhile.map(({ seq }) => String(seq)),
    entries,
    evidence: await evidenceOf(ports, [before, ...(next === undefined ? [] : [next])]),
    checkpoint: Buffer.from(newest.note).toString('utf8'),
    public_key: vkey,
  })
  // Whoever is given it will do the same.
  const [problem] = verifyAttestation(text, { key: vkey }).broken
  if (problem !== undefined) throw new Error(`${pipeline} at ${at}: ${problem.where}: ${problem.what}`)
  return { kind: 'attested', text }
}

/** The earliest moment from which on anything can be said; undefined where nothing was ever seen. */
async function firstSeenAt(
  { overviews, ledger }: AttestPorts,
  pipeline: string,
): Promise<Instant | undefined> {
  const rows = (await overviews.all()).flatMap(({ rows }) => rows.filter((row) => row.ledger === pipeline))
  const [first] = await ledger.readForward(pipeline, 1, 1)
  const times = [...rows.map(({ firstObservedAt }) => firstObservedAt), first?.entry.at ?? null]
  const earliest = times.filter((time) => time !== null).toSorted()[0]
  return earliest === undefined ? undefined : instant(unixMs(earliest) - A_POLL_MS)
}

// These are times of the last answer of a poll; its first one came up to a run's length before.
const A_POLL_MS = 900_000

/** In the runs of the shards that watch the pipeline; where none of them saw it, in those of all others. */
async function aroundIn(
  ports: AttestPorts,
  pipeline: string,
  moments: { readonly at: Instant; readonly notBefore: Instant },
) {
  const all = (await ports.overviews.all()).map(({ shard, rows }) => {
    return { name: `recorder/${shard}`, isWatching: rows.some(({ ledger }) => ledger === pipeline) }
  })
  const watching = all.filter(({ isWatching }) => isWatching).map(({ name }) => name)
  const found = await checksAround(ports, watching, pipeline, moments)
  if (found.before !== undefined) return found
  const others = all.filter(({ isWatching }) => !isWatching).map(({ name }) => name)
  // A ledger of runs that no overview names, because `work` was lost, begins with shard 0.
  const names = new Set([...watching, ...others, 'recorder/0'])
  return checksAround(ports, [...names], pipeline, moments)
}

function checkForm({ run, object, line, receivedAt }: Check): AttestedCheck {
  const { ledger, seq } = run.entry
  return { ledger, seq: String(seq), object, line: String(line), received_at: receivedAt }
}

async function evidenceOf(
  { archive }: AttestPorts,
  checks: readonly Check[],
): Promise<Attestation['evidence']> {
  const names = [...new Set(checks.flatMap(({ objects }) => objects))].toSorted()
  return Promise.all(
    names.map(async (name) => ({ name, base64: base64Of(await bytesIn(archive, `evidence/${name}`)) })),
  )
}
