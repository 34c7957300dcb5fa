import { type Hash, isHash, nodeHash, sameHash } from './hashes.ts'
import { isSize } from './size.ts'

export interface Inclusion {
  readonly index: bigint
  /** Of the tree with this root: take both from one signed checkpoint. A path alone is the same in trees of several sizes. */
  readonly size: bigint
  /** The hash of the leaf, not its data. */
  readonly leaf: Hash
  readonly proof: readonly Hash[]
  readonly root: Hash
}

export interface Consistency {
  /** Each size with its root from one signed checkpoint, as for inclusion. */
  readonly size1: bigint
  readonly size2: bigint
  readonly root1: Hash
  readonly root2: Hash
  readonly proof: readonly Hash[]
}

/** Whether the leaf is at this index of the tree with this root (RFC 9162 §2.1.3.2). All may be a stranger's: it never throws. */
export function verifyInclusion({ index, size, leaf, proof, root }: Inclusion): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || ![leaf, root, ...proof].every(isHash)) return false
  let [at, last] = [index, size - 1n]
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0n) return false
    if (isRight(at) || at === last) {
      hash = nodeHash(sibling, hash)
      // At the right edge without a sibling: it goes up as it is.
      for (; !isRight(at) && at !== 0n; at >>= 1n) last >>= 1n
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[at, last] = [at >> 1n, last >> 1n]
  }
  return last === 0n && sameHash(hash, root)
}

/**
 * Whether the tree of root1 is the beginning of that of root2 (RFC 9162 §2.1.4.2). All may be a stranger's: it never throws.
 * From size 0 nothing is proven, and the answer is no. Equal sizes need equal roots, whatever their bytes, and no proof.
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: Consistency): boolean {
  if (!isSize(size1) || !isSize(size2) || size1 === 0n || size1 > size2) return false
  if (size1 === size2) return proof.length === 0 && sameHash(root1, root2)
  if (![root1, root2, ...proof].every(isHash)) return false
  let [at, last] = [size1 - 1n, size2 - 1n]
  for (; isRight(at); at >>= 1n) last >>= 1n
  // The old tree is a perfect one exactly when nothing is left: then its root is where the proof begins.
  const [first, ...rest] = at === 0n ? [root1, ...proof] : proof
  if (first === undefined) return false
  let [old, grown] = [first, first]
  for (const hash of rest) {
    if (last === 0n) return false
    if (isRight(at) || at === last) {
      ;[old, grown] = [nodeHash(hash, old), nodeHash(hash, grown)]
      for (; !isRight(at) && at !== 0n; at >>= 1n) last >>= 1n
    } else {
      grown = nodeHash(grown, hash)
    }
    ;[at, last] = [at >> 1n, last >> 1n]
  }
  return last === 0n && sameHash(old, root1) && sameHash(grown, root2)
}

function isRight(place: bigint): boolean {
  return place % 2n === 1n
}
