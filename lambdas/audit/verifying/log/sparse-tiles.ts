import { CHECKPOINT } from '../../../archive/log/names.ts'
import { type Edge, rootOf } from '../../../archive/log/tree/edge.ts'
import { edgeFrom } from '../../../archive/log/tree/growth.ts'
import { type Hash, sameHash } from '../../../archive/log/tree/hashes.ts'
import { rootOfTile } from '../../../archive/log/tree/tile.ts'
import { FULL_WIDTH, PER_TILE, tilePath, tilesAt, widthAt } from '../../../archive/log/tree/tile-path.ts'
import { type ArchiveNames, rowKey } from '../archive-names.ts'
import type { Findings } from '../findings.ts'
import type { TileObjects } from './tile-objects.ts'

/** The tiles of an export, believed from the signed root downwards: a tile is what its entry in the tile above it says. */
export interface SparseTiles {
  /** The hashes of a tile of the signed tree; undefined where it, or one above it, is missing or wrong, which has been told. */
  readonly hashes: (level: number, index: bigint) => Promise<readonly Hash[] | undefined>
  readonly isThere: (level: number, index: bigint) => boolean
  /** The root of a smaller size; undefined where the tiles that give it are no part of the export. */
  readonly rootAt: (size: bigint) => Promise<Hash | undefined>
}

export interface SparsePorts {
  readonly objects: TileObjects
  readonly names: ArchiveNames
  readonly findings: Findings
}

// Neighbours share the tiles above them; each is 8 KB.
const KEPT = 256

/** Reads the right edge first, which gives the signed root; where it does not, nothing below can be believed. */
export async function sparseTiles(
  { objects, names, findings }: SparsePorts,
  head: { readonly size: bigint; readonly root: Hash },
): Promise<SparseTiles> {
  const known = new Map<string, readonly Hash[] | undefined>()
  for (const { level, index, width } of tilesAt(head.size))
    known.set(rowKey(level, index), (await objects.hashes(level, index, width))?.parts)
  const edges = new Set(known.keys())
  checkEdge(head, known, findings)

  const hashes = async (level: number, index: bigint): Promise<readonly Hash[] | undefined> => {
    const key = rowKey(level, index)
    if (known.has(key)) return known.get(key)
    const found = await below(level, index)
    known.set(key, found)
    for (const oldest of known.keys()) {
      if (known.size <= KEPT + edges.size) break
      if (!edges.has(oldest)) known.delete(oldest)
    }
    return found
  }

  const below = async (level: number, index: bigint): Promise<readonly Hash[] | undefined> => {
    const above = await hashes(level + 1, index / PER_TILE)
    const stored = await objects.hashes(level, index, FULL_WIDTH)
    const ought = above?.[Number(index % PER_TILE)]
    if (stored === undefined || ought === undefined) return undefined
    if (sameHash(rootOfTile(stored.parts), ought)) return stored.parts
    findings.broken(
      stored.name,
      `is not the tile that ${nameAt(head.size, level + 1, index / PER_TILE)} speaks of`,
    )
    return undefined
  }

  const isThere = (level: number, index: bigint): boolean => names.tiles.has(rowKey(level, index))

  const rootAt = async (size: bigint): Promise<Hash | undefined> => {
    const rows = new Map<number, readonly Hash[]>()
    for (const { level, index } of tilesAt(size)) {
      const row = isThere(level, index) ? await hashes(level, index) : undefined
      if (row === undefined) return undefined
      rows.set(level, row)
    }
    return rootOf(edgeFrom(size, ({ level }) => rows.get(level) ?? []))
  }
  return { hashes, isThere, rootAt }
}

function checkEdge(
  { size, root }: { readonly size: bigint; readonly root: Hash },
  known: Map<string, readonly Hash[] | undefined>,
  findings: Findings,
): void {
  // What is missing has been told.
  if ([...known.values()].includes(undefined)) return
  const edge: Edge = edgeFrom(size, ({ level, index }) => known.get(rowKey(level, index)) ?? [])
  if (sameHash(rootOf(edge), root)) return
  const names = tilesAt(size).map(tilePath).join(', ')
  findings.broken(CHECKPOINT, `its root is not that of the tiles at the edge of the tree, ${names}`)
  for (const key of known.keys()) known.set(key, undefined)
}

function nameAt(size: bigint, level: number, index: bigint): string {
  return tilePath({ level, index, width: widthAt(size, level, index) })
}
