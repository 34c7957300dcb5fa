import { createHash } from 'node:crypto'

/** 32 bytes of SHA-256. Nobody writes into one. */
export type Hash = Uint8Array

export const HASH_BYTES = 32

/** RFC 6962's root of a tree without leaves: the SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = sha256()

// RFC 6962 §2.1: the first byte tells a leaf from a node, so that no node can be shown as a leaf.
const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)]

export function leafHash(data: Uint8Array): Hash {
  return sha256(LEAF, data)
}

/** Throws RangeError where either is no hash: with lengths that vary, two pairs could be the same bytes. */
export function nodeHash(left: Hash, right: Hash): Hash {
  if (!isHash(left) || !isHash(right)) throw new RangeError('a node is made of two hashes of 32 bytes')
  return sha256(NODE, left, right)
}

export function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES
}

export function sameHash(a: Hash, b: Hash): boolean {
  return Buffer.compare(a, b) === 0
}

/** A copy and no Buffer, which would share memory with others of its pool. */
function sha256(...parts: readonly Uint8Array[]): Hash {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return Uint8Array.from(hash.digest())
}
