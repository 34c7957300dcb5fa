import { base64Of } from '../../archive/log/base64.ts'
import { parseCheckpoint, type SignedTreeHead } from '../../archive/log/notes/checkpoint.ts'
import { openNote } from '../../archive/log/notes/note.ts'
import { parseVkey, type VerifierKey } from '../../archive/log/notes/verifier-key.ts'
import { sameHash } from '../../archive/log/tree/hashes.ts'
import { errorText } from '../../domain/log-line.ts'
import type { Finding, Report } from '../report.ts'
import { type Attestation, readAttestation } from './attestation.ts'
import { claimsOf } from './claims.ts'
import { type Held, heldIn } from './held.ts'

export interface VerifyOptions {
  /** The verifier key that was got another way. Without it the file's own is believed, which is said. */
  readonly key?: string
  /** Signed checkpoints that were kept elsewhere, and what to call them. */
  readonly seen?: readonly { readonly name: string; readonly note: string }[]
}

/**
 * Whether an attestation proves what it says: offline, from the file alone. All of it may be a stranger's: it never throws.
 * The signature, each entry's form, hash and proof, each object's name, the answers, and that what is listed follows from them.
 */
export function verifyAttestation(text: string, { key, seen = [] }: VerifyOptions = {}): Report {
  const attestation = readAttestation(text)
  if ('problem' in attestation) return broken('the file', attestation.problem)
  const verifier = keyOf(attestation, key)
  if ('problem' in verifier) return broken('public_key', verifier.problem)
  const head = opened(attestation.checkpoint, verifier)
  if ('problem' in head) return broken('checkpoint', head.problem)
  const held = heldIn(attestation, head)
  const claims = claimsIn(attestation, held)
  const witnesses = seen.map(({ name, note }) => witnessed(name, note, head, verifier))
  const whose = key === undefined ? 'with the key in the file itself' : 'with the key that was given'
  const findings = [...held.broken, ...claims.broken, ...witnesses.flatMap((one) => one.broken)]
  const proven = [
    `signed ${whose}: the log ${head.origin} of ${head.size} entries, root ${base64Of(head.root)}`,
    `${attestation.entries.length} entries are in it; ${attestation.evidence.length} objects are what their names say`,
    ...claims.proven,
    ...witnesses.flatMap((one) => one.proven),
  ]
  return {
    broken: findings,
    unproven: [...claims.unproven, ...witnesses.flatMap((one) => one.unproven)],
    // Nothing of a file that is broken anywhere is said to be true.
    proven: findings.length > 0 ? [] : proven,
  }
}

/** What a log of a stranger holds may have the form of an entry and say nothing that ours would say. */
function claimsIn(attestation: Attestation, held: Held): Report {
  try {
    return claimsOf(attestation, held)
  } catch (error) {
    return broken('entries', errorText(error))
  }
}

function broken(where: string, what: string): Report {
  return { broken: [{ where, what }], unproven: [], proven: [] }
}

function keyOf(
  { public_key }: Attestation,
  given: string | undefined,
): VerifierKey | { readonly problem: string } {
  try {
    if (given !== undefined && given !== public_key)
      return { problem: `is not the key that was given: ${given}` }
    return parseVkey(public_key)
  } catch (error) {
    return { problem: errorText(error) }
  }
}

function opened(note: string, key: VerifierKey): SignedTreeHead | { readonly problem: string } {
  const text = openNote(note, key)
  if ('problem' in text) return text
  try {
    const head = parseCheckpoint(text.text)
    return head.origin === key.name ? head : { problem: `is of the log ${head.origin}, not of ${key.name}` }
  } catch (error) {
    return { problem: errorText(error) }
  }
}

/** A checkpoint that somebody kept: of the same size it must be the same tree; of another one this file has no proof. */
function witnessed(name: string, note: string, head: SignedTreeHead, key: VerifierKey): Report {
  const seen = opened(note, key)
  const found = (what: string): readonly Finding[] => [{ where: name, what }]
  if ('problem' in seen) return { broken: found(seen.problem), unproven: [], proven: [] }
  if (seen.size !== head.size) {
    const what = `${name}: is of ${seen.size} entries, and no proof of consistency with ${head.size} is in an attestation`
    return { broken: [], unproven: [what], proven: [] }
  }
  if (!sameHash(seen.root, head.root))
    return { broken: found(`has another root for ${seen.size} entries`), unproven: [], proven: [] }
  return { broken: [], unproven: [], proven: [`${name}: is the same checkpoint`] }
}
