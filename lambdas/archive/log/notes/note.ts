import { createPublicKey, verify } from 'node:crypto'
import { exactText } from '../../../domain/exact-text.ts'
import { base64Of, parseBase64 } from '../base64.ts'
import type { Signer } from './signer.ts'
import { type VerifierKey, verifierKey } from './verifier-key.ts'

/**
 * A signed note (c2sp.org/signed-note) of a text, which ends in a newline.
 * Throws where the text or the name cannot stand in one, and where the signature is not of this key: such a note never leaves us.
 */
export async function signNote(text: string, { name, publicKey, sign }: Signer): Promise<string> {
  const key = verifierKey(name, publicKey)
  if (!text.endsWith('\n')) throw new Error('the text of a note ends in a newline')
  const signature = await sign(Buffer.from(text, 'utf8'))
  const note = `${text}\n— ${name} ${base64Of(Buffer.concat([key.keyHash, signature]))}\n`
  const opened = openNote(note, key)
  if ('problem' in opened) throw new Error(`the note of ${name}: ${opened.problem}`)
  return note
}

// Ours to choose; the specification asks for at least 16 signatures, of up to 5 kB each.
const MAX_NOTE_LENGTH = 1_000_000
const MAX_SIGNATURES = 100
const KEY_HASH_BYTES = 4
const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/]+=*)$/u

/**
 * The text of a note that this key has signed, or why it is to be ignored. Signatures of others are passed over; one of this key
 * that is not right spoils the note.
 */
export function openNote(
  note: string | Uint8Array,
  key: VerifierKey,
): { text: string } | { problem: string } {
  const read = readNote(note)
  if ('problem' in read) return read
  const { text } = read
  const own = signaturesOf(read, key)
  if (own.length === 0) return { problem: `not signed by ${key.name}` }
  const verified = own.every((signature) => isSignatureOf(key, text, signature))
  return verified ? { text } : { problem: `a signature of ${key.name} that is not right` }
}

/** A note taken apart; nothing of it is verified. */
export interface ReadNote {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

interface NoteSignature {
  readonly name: string
  readonly keyHash: Uint8Array
  /** What stands behind the key hash: its form is that of the key's type. */
  readonly signature: Uint8Array
}

/** Takes a note apart, or says why it is none. */
export function readNote(note: string | Uint8Array): ReadNote | { readonly problem: string } {
  const whole = typeof note === 'string' ? note : decoded(note)
  const malformed = whole === undefined ? 'not UTF-8' : malformation(whole)
  if (whole === undefined || malformed !== undefined) return { problem: malformed ?? 'not UTF-8' }
  const blank = whole.lastIndexOf('\n\n')
  const text = whole.slice(0, blank + 1)
  const lines = whole.slice(blank + 2, -1).split('\n')
  if (blank === -1) return { problem: 'no blank line before the signatures' }
  if (lines.length > MAX_SIGNATURES) return { problem: `more than ${MAX_SIGNATURES} signatures` }
  const signatures = lines.map(signatureIn)
  if (!signatures.every((signature) => signature !== undefined))
    return { problem: 'a line that is no signature' }
  return { text, signatures }
}

/** What a note says that the key signed; others are passed over. */
export function signaturesOf(
  { signatures }: ReadNote,
  key: Pick<VerifierKey, 'name' | 'keyHash'>,
): readonly Uint8Array[] {
  return signatures.flatMap(({ name, keyHash, signature }) =>
    name === key.name && Buffer.compare(keyHash, key.keyHash) === 0 ? [signature] : [],
  )
}

function malformation(note: string): string | undefined {
  if (!note.isWellFormed()) return 'not UTF-8'
  if (note.length > MAX_NOTE_LENGTH) return `longer than ${MAX_NOTE_LENGTH}`
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return 'a control character'
  return note.endsWith('\n') ? undefined : 'no newline at the end'
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return exactText(bytes)
  } catch {
    return undefined
  }
}

function signatureIn(line: string): NoteSignature | undefined {
  const [, name, base64] = SIGNATURE_LINE.exec(line) ?? []
  const bytes = base64 === undefined ? undefined : parseBase64(base64)
  if (name === undefined || bytes === undefined || bytes.length <= KEY_HASH_BYTES) return undefined
  return {
    name,
    keyHash: bytes.slice(0, KEY_HASH_BYTES),
    signature: bytes.slice(KEY_HASH_BYTES),
  }
}

/** Whether these are the 64 bytes of the key's Ed25519 over the text. */
export function isSignatureOf(
  { publicKey }: Pick<VerifierKey, 'publicKey'>,
  text: string,
  signature: Uint8Array,
): boolean {
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.from(text, 'utf8'), key, signature)
}
