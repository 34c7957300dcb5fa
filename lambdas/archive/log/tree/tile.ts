import { HASH_BYTES, type Hash, isHash, nodeHash } from './hashes.ts'
import { FULL_WIDTH, type TileId, tilePath } from './tile-path.ts'

/** The bytes of a tile. Throws RangeError where it is empty or wider than 256, or where one is no hash. */
export function encodeTile(hashes: readonly Hash[]): Uint8Array {
  if (hashes.length < 1 || hashes.length > FULL_WIDTH) throw new RangeError(`no width ${hashes.length}`)
  if (!hashes.every(isHash)) throw new RangeError('a tile is made of hashes of 32 bytes')
  return Uint8Array.from(Buffer.concat(hashes))
}

/** Throws RangeError where the bytes are not exactly `width` hashes. */
export function decodeTile(bytes: Uint8Array, width: number): readonly Hash[] {
  if (bytes.length !== width * HASH_BYTES) {
    throw new RangeError(`${bytes.length} bytes are no tile of ${width} hashes`)
  }
  return Array.from({ length: width }, (_, i) =>
    Uint8Array.from(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  )
}

/** The hash of a full tile: its entry in the level above. Throws RangeError where it is not full. */
export function rootOfTile(hashes: readonly Hash[]): Hash {
  if (hashes.length !== FULL_WIDTH) throw new RangeError('a partial tile is not hashed into the level above')
  return subtreeHash(hashes)
}

/** The root of a perfect subtree over these hashes. Throws RangeError where their number is no power of two. */
export function subtreeHash(hashes: readonly Hash[]): Hash {
  const [first, second] = hashes
  if (first === undefined) throw new RangeError('no subtree over no hashes')
  if (second === undefined) return first
  if (hashes.length % 2 !== 0) throw new RangeError(`no perfect subtree over ${hashes.length} hashes`)
  return nodeHash(
    subtreeHash(hashes.slice(0, hashes.length / 2)),
    subtreeHash(hashes.slice(hashes.length / 2)),
  )
}

/** Those hashes that are in the tile as it is asked for; it may have grown since. Throws where there are fewer. */
export function narrowed(id: TileId, hashes: readonly Hash[]): readonly Hash[] {
  if (hashes.length < id.width) throw new Error(`${tilePath(id)}: only ${hashes.length} hashes`)
  return hashes.slice(0, id.width)
}
