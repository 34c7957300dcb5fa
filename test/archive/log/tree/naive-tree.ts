import { createHash } from 'node:crypto'

/** RFC 6962 §2.1 as it is written there, over leaf hashes: slow, and by another way than the code. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (first === undefined) return digest()
  if (leaves.length === 1) return first
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return digest(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

/** Leaf hashes, each another. */
export function someLeaves(count: number, from = 0): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, i) => digest(Uint8Array.of(0), Buffer.from(String(from + i))))
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function digest(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(Buffer.concat(parts)).digest())
}
