import { base64Of } from '../base64.ts'
import { isSignatureOf, readNote, signaturesOf } from './note.ts'
import type { Signer } from './signer.ts'
import { type VerifierKey, witnessKey } from './verifier-key.ts'

/** When a witness said of a tree that it is the largest of the log it has seen; and the text that it said it of. */
export interface Cosigned {
  readonly text: string
  /** In Unix seconds. */
  readonly atSeconds: bigint
}

const TIME_BYTES = 8
const SIGNATURE_BYTES = 64
// c2sp.org/tlog-cosignature: it must not exceed this.
const LATEST = 2n ** 63n - 1n

/** The signature line of a witness, without its newline, under a checkpoint's text (c2sp.org/tlog-cosignature, Ed25519). */
export async function cosignatureLine(text: string, signer: Signer, atSeconds: bigint): Promise<string> {
  const { name, publicKey } = signer
  const { keyHash } = witnessKey(name, publicKey)
  const signature = await signer.sign(Buffer.from(cosignedText(text, atSeconds), 'utf8'))
  const time = Buffer.alloc(TIME_BYTES)
  time.writeBigUInt64BE(atSeconds)
  return `— ${name} ${base64Of(Buffer.concat([keyHash, time, signature]))}`
}

/**
 * What the witness said of a note's text, the latest time where it said it several times; or why it said nothing. One line of this
 * key that is not right spoils it.
 */
export function openCosignature(
  note: string | Uint8Array,
  key: VerifierKey,
): Cosigned | { readonly problem: string } {
  const read = readNote(note)
  if ('problem' in read) return read
  const own = signaturesOf(read, key)
  if (own.length === 0) return { problem: `not cosigned by ${key.name}` }
  const times = own.map((signature) => timeOf(read.text, key, signature))
  if (!times.every((time) => time !== undefined))
    return { problem: `a cosignature of ${key.name} that is not right` }
  return { text: read.text, atSeconds: times.reduce((a, b) => (a > b ? a : b)) }
}

function timeOf(text: string, key: VerifierKey, stamped: Uint8Array): bigint | undefined {
  if (stamped.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined
  const atSeconds = Buffer.from(stamped).readBigUInt64BE()
  if (atSeconds > LATEST) return undefined
  const isRight = isSignatureOf(key, cosignedText(text, atSeconds), stamped.slice(TIME_BYTES))
  return isRight ? atSeconds : undefined
}

function cosignedText(text: string, atSeconds: bigint): string {
  return `cosignature/v1\ntime ${atSeconds}\n${text}`
}
