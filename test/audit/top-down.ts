import { createHash } from 'node:crypto'

/**
 * The log in an archive, hashed from its signed root down: every tile that is there must be what the one above it says. Written
 * without our tiles and proofs, so that both would have to be wrong in the same way. Throws where anything does not fit.
 */
export function hashedDown({ objects }: { readonly objects: ReadonlyMap<string, Uint8Array> }) {
  const [, decimal = '', root64 = ''] = textIn(objects, 'checkpoint').split('\n')
  const [size, root] = [BigInt(decimal), Buffer.from(root64, 'base64')]
  const all = [...objects].flatMap(([name, bytes]) => tileIn(name, bytes))
  // A tile that has grown since stands there as it was, too.
  const tiles = all.filter((one) => !all.some((other) => isSame(one, other) && widthOf(other) > widthOf(one)))
  const tileOf = (level: string, index: bigint) => tiles.find((one) => isSame(one, { level, index }))
  // The edge: per level the rest of its hashes that make no whole tile.
  const edge: Buffer[] = []
  for (let level = 0; size >> BigInt(8 * level) > 0n; level += 1) {
    const count = size >> BigInt(8 * level)
    const width = Number(count % 256n)
    if (width === 0) continue
    const tile = tileOf(String(level), count / 256n)
    if (tile?.hashes.length !== width) throw new Error(`the edge of level ${level} is not there`)
    edge.unshift(...perfect(tile.hashes))
  }
  if (!edge.reduceRight((right, left) => sha256(1, left, right)).equals(root))
    throw new Error('the edge is not of the root')
  const leaves = new Map<bigint, Uint8Array>()
  for (const { level, index, hashes, entries } of tiles) {
    if (level === 'entries') {
      const below = tileOf('0', index)
      if (below?.hashes.length !== entries.length) throw new Error(`bundle ${index} without its tile`)
      for (const [i, entry] of entries.entries()) {
        if (!sha256(0, entry).equals(below.hashes[i] ?? Buffer.of())) throw new Error(`leaf ${index} ${i}`)
        leaves.set(index * 256n + BigInt(i), entry)
      }
    } else if (hashes.length === 256) {
      const [hash, ...more] = perfect(hashes)
      const above = tileOf(String(Number(level) + 1), index / 256n)
      if (more.length > 0 || !above?.hashes[Number(index % 256n)]?.equals(hash ?? Buffer.of()))
        throw new Error(`tile ${level} ${index} is not in the one above`)
    } else if (index !== (size >> BigInt(8 * Number(level))) / 256n)
      throw new Error(`tile ${level} ${index} is part of nothing`)
  }
  return {
    size,
    root: Uint8Array.from(root),
    /** Nothing stands there that is not of this size. */
    isExact: tiles.length === all.length,
    leaves: new Map([...leaves].toSorted(([a], [b]) => Number(a - b))),
  }
}

/** The roots of the perfect subtrees over these hashes, largest first. */
function perfect(hashes: readonly Buffer[]): readonly Buffer[] {
  if (hashes.length === 0) return []
  const half = 2 ** Math.floor(Math.log2(hashes.length))
  return [rootOf(hashes.slice(0, half)), ...perfect(hashes.slice(half))]
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [first = Buffer.of()] = hashes
  if (hashes.length === 1) return first
  return sha256(1, rootOf(hashes.slice(0, hashes.length / 2)), rootOf(hashes.slice(hashes.length / 2)))
}

interface Tile {
  readonly level: string
  readonly index: bigint
  readonly hashes: readonly Buffer[]
  readonly entries: readonly Uint8Array[]
}

function isSame(a: Pick<Tile, 'level' | 'index'>, b: Pick<Tile, 'level' | 'index'>): boolean {
  return a.level === b.level && a.index === b.index
}

function widthOf({ hashes, entries }: Tile): number {
  return hashes.length + entries.length
}

function tileIn(name: string, bytes: Uint8Array): readonly Tile[] {
  const [, level = '', digits = ''] = /^tile\/([^/]+)\/([x0-9/]+)(?:\.p\/\d+)?$/.exec(name) ?? []
  if (level === '') return []
  const all = Buffer.from(bytes)
  const index = BigInt(digits.replaceAll(/[x/]/g, ''))
  if (level === 'entries') return [{ level, index, hashes: [], entries: entriesIn(all) }]
  const hashes = Array.from({ length: all.length / 32 }, (_, i) => all.subarray(i * 32, i * 32 + 32))
  return [{ level, index, hashes, entries: [] }]
}

function entriesIn(bytes: Buffer): readonly Uint8Array[] {
  const entries = []
  for (let start = 0; start < bytes.length; ) {
    const end = start + 2 + bytes.readUInt16BE(start)
    entries.push(Uint8Array.from(bytes.subarray(start + 2, end)))
    start = end
  }
  return entries
}

function textIn(objects: ReadonlyMap<string, Uint8Array>, name: string): string {
  return Buffer.from(objects.get(name) ?? []).toString('utf8')
}

function sha256(kind: 0 | 1, ...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256').update(Uint8Array.of(kind))
  for (const part of parts) hash.update(part)
  return hash.digest()
}
