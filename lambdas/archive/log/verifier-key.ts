import { createHash } from 'node:crypto'
import { base64Of, parseBase64 } from './base64.ts'

/** Whom to believe: a verifier key of c2sp.org/signed-note, Ed25519. */
export interface VerifierKey {
  readonly name: string
  /** The first 4 bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key). */
  readonly keyHash: Uint8Array
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array
}

const ED25519 = 1
const PUBLIC_KEY_BYTES = 32
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/

/** Reads `<name>+<8 hex>+<base64>`, without a newline. Throws Error where it is anything else, or not of one piece. */
export function parseVkey(text: string): VerifierKey {
  const [, name = '', , base64 = ''] = VKEY.exec(text) ?? []
  const bytes = parseBase64(base64)
  if (bytes?.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== ED25519) {
    throw new Error('no Ed25519 verifier key: <name>+<8 hex>+<base64 of 0x01 and 32 bytes>')
  }
  const publicKey = bytes.slice(1)
  if (formatVkey(name, publicKey) !== text) throw new Error('the hash of a verifier key is of another key')
  return verifierKey(name, publicKey)
}

/** Throws Error where the name is none, or where the key is not 32 bytes. */
export function formatVkey(name: string, publicKey: Uint8Array): string {
  const { keyHash } = verifierKey(name, publicKey)
  return `${name}+${Buffer.from(keyHash).toString('hex')}+${base64Of(typed(publicKey))}`
}

/** Throws Error as `formatVkey` does. */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new Error(`${JSON.stringify(name)} is no name of a key`)
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Error(`${publicKey.length} bytes are no Ed25519 key`)
  const digest = createHash('sha256').update(`${name}\n`).update(typed(publicKey)).digest()
  return { name, keyHash: Uint8Array.from(digest.subarray(0, 4)), publicKey }
}

function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\p{White_Space}\p{Cc}+]+$/u.test(name)
}

function typed(publicKey: Uint8Array): Uint8Array {
  return Uint8Array.of(ED25519, ...publicKey)
}
