import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { sha256Hex } from '../../domain/canonical.ts'

/**
 * The text of an API key: `cl_<id>_<secret><checksum>`. The prefix lets scanners of leaked secrets find it, the checksum lets them
 * (and us) tell a key from a typing error without asking anybody. The id is public: it names the key for ever.
 */
const KEY = /^cl_([0-9A-Za-z]{12})_[0-9A-Za-z]{43}([0-9A-Za-z]{6})$/
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ID_BYTES = 8
const SECRET_BYTES = 32

export const KEY_PREFIX = 'cl_'

/** A key as its holder has it, once; of it only `id` and `hash` are kept. */
export interface NewKey {
  readonly id: string
  readonly text: string
  /** SHA-256 of the text, hex. */
  readonly hash: string
}

/** 256 random bits from the system's generator, and 64 for the id. */
export function newKey(): NewKey {
  // 8 bytes are at most 11 digits, 32 bytes at most 43.
  const id = digits(randomBytes(ID_BYTES), 12)
  const unchecked = `${KEY_PREFIX}${id}_${digits(randomBytes(SECRET_BYTES), 43)}`
  const text = `${unchecked}${checksum(unchecked)}`
  return { id, text, hash: hashOf(text) }
}

/** The id that a key's text names; undefined where it cannot be a key of ours. */
export function keyIdIn(text: string): string | undefined {
  const match = KEY.exec(text)
  return match !== null && checksum(text.slice(0, -6)) === match[2] ? match[1] : undefined
}

export function isKeyId(text: string): boolean {
  return /^[0-9A-Za-z]{12}$/.test(text)
}

export function hashOf(text: string): string {
  return sha256Hex(text)
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return digits(bytes, 6)
}

/** The bytes as one number, in base 62, filled up with zeros in front. */
function digits(bytes: Uint8Array, width: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  while (rest > 0n) {
    text = `${DIGITS[Number(rest % 62n)]}${text}`
    rest /= 62n
  }
  return text.padStart(width, '0')
}
