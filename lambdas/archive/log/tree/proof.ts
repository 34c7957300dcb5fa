import { rootOf } from './edge.ts'
import { edgeFrom } from './growth.ts'
import type { Hash } from './hashes.ts'
import { type HashReader, type Range, rangeHashes } from './range-hash.ts'
import { assertSize } from './size.ts'
import { tilesAt } from './tile-path.ts'

/**
 * RFC 6962 §2.1.1, from the tiles of a tree of this size. Throws RangeError where the leaf is not in it; rejects as the reader does.
 * That the tiles are those of a root is not looked at: verify it against the root.
 */
export async function inclusionProof(read: HashReader, index: bigint, size: bigint): Promise<Hash[]> {
  assertSize(size)
  if (index < 0n || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const siblings: Range[] = []
  for (let [start, end] = [0n, size]; end - start > 1n; ) {
    const middle = start + splitOf(end - start)
    const isLeft = index < middle
    siblings.unshift(isLeft ? { start: middle, end } : { start, end: middle })
    ;[start, end] = isLeft ? [start, middle] : [middle, end]
  }
  return rangeHashes(read, size, siblings)
}

/**
 * RFC 6962 §2.1.2: that the tree of size1 is the beginning of that of size2, from the tiles of the latter.
 * Throws RangeError unless 0 < size1 ≤ size2: that the empty tree is the beginning of every other proves nothing.
 */
export async function consistencyProof(read: HashReader, size1: bigint, size2: bigint): Promise<Hash[]> {
  assertSize(size2)
  if (size1 <= 0n || size1 > size2) throw new RangeError(`no proof from ${size1} to ${size2}`)
  const nodes: Range[] = []
  let [start, end] = [0n, size2]
  while (end !== size1) {
    const middle = start + splitOf(end - start)
    const isLeft = size1 <= middle
    nodes.unshift(isLeft ? { start: middle, end } : { start, end: middle })
    ;[start, end] = isLeft ? [start, middle] : [middle, end]
  }
  // From 0 on, it is the old tree itself, whose root the verifier has.
  return rangeHashes(read, size2, start === 0n ? nodes : [{ start, end }, ...nodes])
}

/** The root of the tree of this size, from the right edge of its tiles. Rejects as the reader does. */
export async function rootFromTiles(read: HashReader, size: bigint): Promise<Hash> {
  const edge = await Promise.all(tilesAt(size).map(async (id) => [id.level, await read(id)] as const))
  const rows = new Map(edge)
  return rootOf(edgeFrom(size, ({ level }) => rows.get(level) ?? []))
}

/** The largest power of two below: so many leaves are on the left. */
function splitOf(leaves: bigint): bigint {
  return 1n << BigInt((leaves - 1n).toString(2).length - 1)
}
