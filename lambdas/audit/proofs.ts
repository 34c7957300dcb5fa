import { type Hash, nodeHash, sameHash } from '../archive/log/tree/hashes.ts'
import { inclusionProof } from '../archive/log/tree/proof.ts'
import { FULL_WIDTH, PER_TILE, widthAt } from '../archive/log/tree/tile-path.ts'
import { verifyInclusion } from '../archive/log/tree/verify-proof.ts'
import type { LogAt } from './log-at.ts'

/** A leaf of a tile and the proof that it is in the log. */
export interface Proven {
  readonly index: bigint
  readonly leaf: Hash
  readonly proof: readonly Hash[]
}

const HEIGHT = 8

/**
 * The inclusion proofs of all leaves of a tile of level 0, against the root of this size. Throws where they do not lead to it.
 * Of a full tile they share all that is above it, so a million take seconds.
 */
export async function proofsOfTile(log: LogAt, root: Hash, tile: bigint): Promise<readonly Proven[]> {
  const width = widthAt(log.size, 0, tile)
  const leaves = await log.tile({ level: 0, index: tile, width })
  const indexes = leaves.map((_, i) => tile * PER_TILE + BigInt(i))
  const proofs =
    width === FULL_WIDTH
      ? await proofsOfFull(log, tile, leaves)
      : await Promise.all(indexes.map((index) => inclusionProof(log.tile, index, log.size)))
  return leaves.map((leaf, i) => {
    const proven = { index: tile * PER_TILE + BigInt(i), leaf, proof: proofs[i] ?? [] }
    // In a full tile all leaves are hashed into the one root that the first proof leads from.
    const isChecked = width < FULL_WIDTH || i === 0
    if (isChecked && !verifyInclusion({ ...proven, size: log.size, root }))
      throw new Error(`leaf ${proven.index}: the tiles do not lead to the signed root`)
    return proven
  })
}

async function proofsOfFull(
  log: LogAt,
  tile: bigint,
  leaves: readonly Hash[],
): Promise<readonly (readonly Hash[])[]> {
  const above = (await inclusionProof(log.tile, tile * PER_TILE, log.size)).slice(HEIGHT)
  const rows = rowsOver(leaves)
  return leaves.map((_, i) => [...rows.map((row, height) => hashAt(row, (i >> height) ^ 1)), ...above])
}

/** The hashes of the tile at each height below its root. */
function rowsOver(leaves: readonly Hash[]): readonly (readonly Hash[])[] {
  const rows = [leaves]
  for (let row = leaves; rows.length < HEIGHT; rows.push(row)) row = halved(row)
  return rows
}

function halved(row: readonly Hash[]): readonly Hash[] {
  return Array.from({ length: row.length / 2 }, (_, i) =>
    nodeHash(hashAt(row, 2 * i), hashAt(row, 2 * i + 1)),
  )
}

function hashAt(row: readonly Hash[], place: number): Hash {
  const hash = row[place]
  if (hash === undefined) throw new RangeError(`no hash at ${place}`)
  return hash
}

/** The proof of one leaf. Throws where it does not lead to the root, or where the leaf is another. */
export async function proofOf(log: LogAt, root: Hash, index: bigint, leaf: Hash): Promise<readonly Hash[]> {
  const tile = index / PER_TILE
  const leaves = await log.tile({ level: 0, index: tile, width: widthAt(log.size, 0, tile) })
  const proof = await inclusionProof(log.tile, index, log.size)
  const found = leaves[Number(index % PER_TILE)]
  if (found === undefined || !sameHash(found, leaf))
    throw new Error(`leaf ${index}: the tile has another hash than the entry`)
  if (!verifyInclusion({ index, leaf, proof, size: log.size, root }))
    throw new Error(`leaf ${index}: the tiles do not lead to the signed root`)
  return proof
}
