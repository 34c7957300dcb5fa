import { createHash } from 'node:crypto'
import { base64Of, parseBase64 } from '../base64.ts'

/** Whom to believe: a verifier key of c2sp.org/signed-note, Ed25519. */
export interface VerifierKey {
  readonly name: string
  /** The first 4 bytes of SHA-256(name ‖ "\n" ‖ the type of the key ‖ public key). */
  readonly keyHash: Uint8Array
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array
}

/** What a key signs: a log's notes, or, of a witness, notes with the time (c2sp.org/tlog-cosignature). The byte is part of its hash. */
const KEY_TYPE = { log: 1, witness: 4 } as const
type KeyType = keyof typeof KEY_TYPE

const PUBLIC_KEY_BYTES = 32
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/

/** Reads `<name>+<8 hex>+<base64>`, without a newline. Throws Error where it is anything else, or not of one piece. */
export function parseVkey(text: string): VerifierKey {
  return parsedAs('log', text)
}

/** As `parseVkey`, of a witness. */
export function parseWitnessVkey(text: string): VerifierKey {
  return parsedAs('witness', text)
}

function parsedAs(type: KeyType, text: string): VerifierKey {
  const [, name = '', , base64 = ''] = VKEY.exec(text) ?? []
  const bytes = parseBase64(base64)
  if (bytes?.length !== 1 + PUBLIC_KEY_BYTES || bytes[0] !== KEY_TYPE[type]) {
    throw new Error(
      `no Ed25519 verifier key of a ${type}: <name>+<8 hex>+<base64 of 0x0${KEY_TYPE[type]} and 32 bytes>`,
    )
  }
  const publicKey = bytes.slice(1)
  if (formatted(type, name, publicKey) !== text)
    throw new Error('the hash of a verifier key is of another key')
  return keyOf(type, name, publicKey)
}

/** Throws Error where the name is none, or where the key is not 32 bytes. */
export function formatVkey(name: string, publicKey: Uint8Array): string {
  return formatted('log', name, publicKey)
}

/** As `formatVkey`, of a witness. */
export function formatWitnessVkey(name: string, publicKey: Uint8Array): string {
  return formatted('witness', name, publicKey)
}

function formatted(type: KeyType, name: string, publicKey: Uint8Array): string {
  const { keyHash } = keyOf(type, name, publicKey)
  return `${name}+${Buffer.from(keyHash).toString('hex')}+${base64Of(typed(type, publicKey))}`
}

/** Throws Error as `formatVkey` does. */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  return keyOf('log', name, publicKey)
}

/** As `verifierKey`, of a witness. */
export function witnessKey(name: string, publicKey: Uint8Array): VerifierKey {
  return keyOf('witness', name, publicKey)
}

function keyOf(type: KeyType, name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new Error(`${JSON.stringify(name)} is no name of a key`)
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Error(`${publicKey.length} bytes are no Ed25519 key`)
  const digest = createHash('sha256').update(`${name}\n`).update(typed(type, publicKey)).digest()
  return { name, keyHash: Uint8Array.from(digest.subarray(0, 4)), publicKey }
}

function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\p{White_Space}\p{Cc}+]+$/u.test(name)
}

function typed(type: KeyType, publicKey: Uint8Array): Uint8Array {
  return Uint8Array.of(KEY_TYPE[type], ...publicKey)
}
