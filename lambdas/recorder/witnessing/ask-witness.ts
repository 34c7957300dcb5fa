import { addCheckpointText } from '../../archive/log/notes/add-checkpoint.ts'
import { openCosignature } from '../../archive/log/notes/cosignature.ts'
import type { SignedCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import type { Witness } from '../../archive/log/notes/witness-text.ts'
import type { Hash } from '../../archive/log/tree/hashes.ts'
import { parseSize } from '../../archive/log/tree/size.ts'
import type { Exchanging } from '../feldera/http.ts'

export interface AskWitnessPorts {
  readonly exchange: Exchanging
  /** RFC 6962’s proof that the checkpoint goes on from a smaller, not empty tree. Rejects where the archive does not have it. */
  readonly proofFrom: (size: bigint) => Promise<readonly Hash[]>
}

/** What a witness made of a checkpoint. */
export type Witnessed =
  /** `note`: the checkpoint with the cosignature under it. */
  | { readonly kind: 'cosigned'; readonly note: string; readonly atSeconds: bigint }
  /** It has cosigned a larger one. */
  | { readonly kind: 'ahead'; readonly size: bigint }
  | { readonly kind: 'silent' | 'refused' | 'forked'; readonly why: string }

// What it has cosigned is guessed, then told by it; once more where another run was faster.
const TRIES = 3

/**
 * Asks one witness to cosign a checkpoint (c2sp.org/tlog-witness); `lastSize` is a guess at what it has cosigned last.
 * Whatever it does is a value; nothing of its answer is believed but a cosignature that verifies.
 */
export async function askWitness(
  ports: AskWitnessPorts,
  { key, url }: Witness,
  checkpoint: SignedCheckpoint,
  lastSize: bigint,
): Promise<Witnessed> {
  const note = Buffer.from(checkpoint.note).toString('utf8')
  let oldSize = lastSize < checkpoint.size ? lastSize : checkpoint.size
  for (let tries = 0; tries < TRIES; tries += 1) {
    const proof = oldSize === 0n || oldSize === checkpoint.size ? [] : await ports.proofFrom(oldSize)
    const answered = await ports.exchange({
      method: 'POST',
      url: `${url}/add-checkpoint`,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: addCheckpointText({ oldSize, proof, note }),
    })
    if (answered.kind === 'incomplete')
      return { kind: 'silent', why: `${answered.reason}: ${answered.detail}` }
    const { status } = answered
    const body = Buffer.from(answered.body).toString('utf8')
    if (status === 200) return cosignedBy(key, note, body)
    if (status === 422)
      return { kind: 'forked', why: `it has cosigned ${oldSize} entries and refuses the proof` }
    if (status !== 409) return { kind: status >= 500 ? 'silent' : 'refused', why: `status ${status}` }
    const size = parseSize(body.replace(/\n$/, ''))
    if (size === undefined) return { kind: 'refused', why: 'status 409 without a size' }
    if (size > checkpoint.size) return { kind: 'ahead', size }
    if (size === oldSize && size === checkpoint.size)
      return { kind: 'forked', why: `it has cosigned another root of ${size} entries` }
    oldSize = size
  }
  return { kind: 'silent', why: `its size moved ${TRIES} times` }
}

/** Only the line of this key is taken over: it may answer with others. */
function cosignedBy(key: Witness['key'], note: string, body: string): Witnessed {
  for (const line of body.split('\n')) {
    const cosigned = openCosignature(`${note}${line}\n`, key)
    if (!('problem' in cosigned))
      return { kind: 'cosigned', note: `${note}${line}\n`, atSeconds: cosigned.atSeconds }
  }
  return { kind: 'refused', why: 'its answer is no cosignature of its key' }
}
