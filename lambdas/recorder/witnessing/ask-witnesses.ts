import type { Archive } from '../../archive/archive.ts'
import { cosignatureName } from '../../archive/log/notes/cosigned.ts'
import { newestCheckpoint, type SignedCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import type { VerifierKey } from '../../archive/log/notes/verifier-key.ts'
import type { Witness } from '../../archive/log/notes/witness-text.ts'
import { readTileOrGrown } from '../../archive/log/stored-tile.ts'
import { consistencyProof } from '../../archive/log/tree/proof.ts'
import type { Clock } from '../../domain/clock.ts'
import { errorText } from '../../domain/log-line.ts'
import type { RecorderLog } from '../log.ts'
import { type AskWitnessPorts, askWitness, type Witnessed } from './ask-witness.ts'

export interface AskWitnessesPorts extends Pick<AskWitnessPorts, 'exchange'> {
  readonly archive: Archive
  readonly witnesses: readonly Witness[]
  /** Of the log. */
  readonly key: () => Promise<VerifierKey>
  readonly clock: Pick<Clock, 'now'>
  readonly log: RecorderLog
}

export interface WitnessOptions {
  /** How long a cosignature is locked. */
  readonly lockForMs: number
}

/**
 * Asks every witness to cosign the newest signed tree, side by side, and keeps what they say beside it. It never rejects: a run is whole
 * without them, and what none of them has seen is cosigned with the next tree. What went wrong is said.
 * What each has cosigned last is remembered as a guess; a wrong one costs one more question.
 */
export function createAskWitnesses(ports: AskWitnessesPorts): (options: WitnessOptions) => Promise<void> {
  const lastSizes = new Map<string, bigint>()
  return async ({ lockForMs }) => {
    try {
      const newest = await newestCheckpoint(ports.archive, await ports.key())
      if (newest === undefined) return
      await Promise.all(
        ports.witnesses.map(async (witness) => {
          const { url } = witness
          const size = await askOne(ports, witness, newest, lastSizes.get(url) ?? 0n, lockForMs)
          if (size !== undefined) lastSizes.set(url, size)
        }),
      )
    } catch (error) {
      ports.log({ name: 'witnessing-failed', error: errorText(error) })
    }
  }
}

/** The size that the witness is known to have cosigned afterwards. */
async function askOne(
  ports: AskWitnessesPorts,
  witness: Witness,
  newest: SignedCheckpoint,
  lastSize: bigint,
  lockForMs: number,
): Promise<bigint | undefined> {
  const { archive, clock, log, exchange } = ports
  const proofFrom = (size: bigint) =>
    consistencyProof((id) => readTileOrGrown(archive, id), size, newest.size)
  const name = witness.key.name
  const witnessed = await askWitness({ exchange, proofFrom }, witness, newest, lastSize)
  switch (witnessed.kind) {
    case 'cosigned': {
      const object = cosignatureName(newest.size, witness.key, witnessed.atSeconds)
      const options = { contentType: 'text/plain', lockUntilMs: clock.now() + lockForMs }
      await archive.put(object, Buffer.from(witnessed.note), options)
      return newest.size
    }
    case 'ahead':
      return isOvertaken(ports, witnessed).then((overtaken) => {
        if (!overtaken) sayForked(log, name, newest, `it has cosigned ${witnessed.size} entries`)
        return undefined
      })
    case 'forked':
      sayForked(log, name, newest, witnessed.why)
      return undefined
    case 'refused':
    case 'silent':
      log({ name: 'witness-silent', witness: name, why: witnessed.why })
      return undefined
    default:
      return witnessed satisfies never
  }
}

/** Whether another run has published meanwhile what the witness has seen; otherwise the archive lacks what was signed. */
async function isOvertaken(
  { archive, key }: AskWitnessesPorts,
  { size }: Extract<Witnessed, { kind: 'ahead' }>,
): Promise<boolean> {
  const now = await newestCheckpoint(archive, await key())
  return now !== undefined && now.size >= size
}

function sayForked(log: RecorderLog, witness: string, { size }: SignedCheckpoint, why: string): void {
  log({ name: 'log-forked', witness, size: String(size), why })
}
