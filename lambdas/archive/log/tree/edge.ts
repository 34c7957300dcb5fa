import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.ts'

/**
 * The right edge of a tree: the roots of its perfect subtrees, one per bit of `size`, largest first.
 * All that is needed to append to a tree, and to know its root, without reading it.
 */
export interface Edge {
  readonly size: bigint
  readonly hashes: readonly Hash[]
}

export const EMPTY_EDGE: Edge = { size: 0n, hashes: [] }

/** Adds a leaf hash. Throws where the hashes are too few for the size. */
export function appendLeaf({ size, hashes }: Edge, leaf: Hash): Edge {
  const left = [...hashes]
  let joined = leaf
  // As in counting: every 1 at the end of the size is a subtree that the new one completes.
  for (let rest = size; rest % 2n === 1n; rest >>= 1n) joined = nodeHash(last(left), joined)
  return { size: size + 1n, hashes: [...left, joined] }
}

/** RFC 6962 §2.1. Throws where the hashes do not fit the size. */
export function rootOf({ size, hashes }: Edge): Hash {
  if (size < 0n || hashes.length !== ones(size)) {
    throw new Error(`${hashes.length} hashes are no edge of a tree of ${size}`)
  }
  return hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right))
}

function last(hashes: Hash[]): Hash {
  const hash = hashes.pop()
  if (hash === undefined) throw new Error('an edge with fewer hashes than its size has ones')
  return hash
}

function ones(size: bigint): number {
  return size.toString(2).replaceAll('0', '').length
}
