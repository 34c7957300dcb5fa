import type { SignedCheckpoint } from '../../../archive/log/notes/signed-checkpoint.ts'
import { appendLeaf, type Edge, rootOf } from '../../../archive/log/tree/edge.ts'
import { type Hash, leafHash, sameHash } from '../../../archive/log/tree/hashes.ts'
import { rootOfTile } from '../../../archive/log/tree/tile.ts'
import { bundlePath, FULL_WIDTH, PER_TILE, widthAt } from '../../../archive/log/tree/tile-path.ts'
import { type ArchiveNames, rowKey } from '../archive-names.ts'
import type { Findings } from '../findings.ts'
import { readAhead } from '../read-ahead.ts'
import { createOpenRows } from './open-rows.ts'
import type { SignedRoots } from './signed-roots.ts'
import { checkOtherBundles, checkOtherWidths, checkUpperRow, type StoredRowPorts } from './stored-rows.ts'
import type { Taken, TileObjects } from './tile-objects.ts'

export interface LogWalkPorts {
  readonly objects: TileObjects
  readonly names: ArchiveNames
  readonly findings: Findings
  readonly roots: SignedRoots
  /** The entries in the log's order; `where` names the bundle and the place in it. */
  readonly onEntry: (leaf: Uint8Array, where: string, index: bigint) => Promise<void>
  /** How many entries are done. */
  readonly onProgress: (done: bigint) => void
}

// Of bundles of 256 entries, each at most 60,000 bytes: 60 MB at the very most.
const BUNDLES_AT_ONCE = 4
// So many missing bundles say enough.
const MOST_ABSENT = 1_000
/** Goes through all entries of a signed log, bundle by bundle, and recomputes every tile from them. Returns how many objects reach beyond it. */
export async function walkLog(ports: LogWalkPorts, head: SignedCheckpoint): Promise<number> {
  const { objects, names, findings, roots } = ports
  let beyond = 0
  const stored: StoredRowPorts = { objects, names, findings, beyond: () => void (beyond += 1) }
  const rows = createOpenRows()
  let isLost = false
  if (roots.isDue(0n)) await roots.check(rows.edge())
  const read = (index: bigint) => {
    const width = widthAt(head.size, 0, index)
    return Promise.all([objects.entries(index, width), objects.hashes(0, index, width)])
  }
  for await (const [index, [bundle, tile]] of readAhead(
    bundlesOf(head.size, names, findings),
    read,
    BUNDLES_AT_ONCE,
  )) {
    const leaves = await leavesOf(ports, head, rows.edge(), index, { bundle, tile })
    if (leaves === undefined) isLost = true
    else {
      const row = { level: 0, index, hashes: leaves }
      await checkOtherWidths(stored, row, tile?.width)
      await checkOtherBundles(stored, row, bundle?.width)
    }
    if (bundle !== undefined) {
      for (const [i, leaf] of bundle.parts.entries())
        await ports.onEntry(leaf, `${bundle.name} entry ${i}`, index * PER_TILE + BigInt(i))
    }
    for (const leaf of isLost ? [] : (leaves ?? [])) {
      rows.append(leaf)
      const edge = rows.edge()
      if (roots.isDue(edge.size)) await roots.check(edge)
    }
    for (const row of rows.completed()) if (row.level > 0) await checkUpperRow(stored, row)
    ports.onProgress(min((index + 1n) * PER_TILE, head.size))
  }
  if (rows.edge().size !== head.size) isLost = true
  if (!isLost) for (const row of rows.partial()) if (row.level > 0) await checkUpperRow(stored, row)
  await roots.end(isLost ? undefined : rows.edge())
  return isLost ? 0 : beyond + (await checkBeyond(ports))
}

/** What no tile of the signed tree has a part in: of that only the form can be checked. */
async function checkBeyond({ objects, names }: LogWalkPorts): Promise<number> {
  let beyond = 0
  for (const [key, widths] of names.tiles) {
    const [row, digits = ''] = key.split('/')
    for (const width of widths) {
      beyond += 1
      if (row === 'entries') await objects.exactEntries(BigInt(digits), width)
      else await objects.exactHashes(Number(row), BigInt(digits), width)
    }
  }
  return beyond
}

/** The places of all bundles. Where a thousand in a row are missing, only that: a size may be signed that no archive could hold. */
function* bundlesOf(size: bigint, { tiles }: ArchiveNames, findings: Findings): Generator<bigint> {
  const end = (size + PER_TILE - 1n) / PER_TILE
  let absent = 0
  for (let index = 0n; index < end; index += 1n) {
    absent = tiles.has(rowKey('entries', index)) || tiles.has(rowKey(0, index)) ? 0 : absent + 1
    if (absent > MOST_ABSENT) {
      const name = bundlePath(index, widthAt(size, 0, index))
      findings.broken(
        name,
        `is not there, as those before it; the ${end - index} from here are not looked for`,
      )
      return
    }
    yield index
  }
}

interface Level0 {
  readonly bundle: Taken<Uint8Array> | undefined
  readonly tile: Taken<Hash> | undefined
}

/** The leaf hashes of a bundle. Where it and its tile differ, the tree that was signed says which of them is right. */
async function leavesOf(
  { objects, names, findings }: LogWalkPorts,
  head: SignedCheckpoint,
  edge: Edge,
  index: bigint,
  { bundle, tile }: Level0,
): Promise<readonly Hash[] | undefined> {
  const computed = bundle?.parts.map(leafHash)
  if (computed === undefined || bundle === undefined) return tile?.parts
  if (tile === undefined) return computed
  const differing = computed.findIndex((hash, i) => !sameHash(hash, tile.parts[i] ?? hash))
  if (differing === -1) return computed
  const signed = await isSigned(tile.parts)
  const leaf = index * PER_TILE + BigInt(differing)
  if (signed)
    findings.broken(`${bundle.name} entry ${differing}`, `leaf ${leaf} is not the one that was signed`)
  else
    findings.broken(
      tile.name,
      `hash ${differing} is not that of leaf ${leaf}, ${bundle.name} entry ${differing}`,
    )
  return signed ? tile.parts : computed

  async function isSigned(hashes: readonly Hash[]): Promise<boolean> {
    if (hashes.length < FULL_WIDTH) return sameHash(rootOf(hashes.reduce(appendLeaf, edge)), head.root)
    const width = widthAt(head.size, 1, index / PER_TILE)
    if (!names.tiles.has(`1/${index / PER_TILE}`)) return false
    const above = await objects.hashes(1, index / PER_TILE, width)
    const hash = above?.parts[Number(index % PER_TILE)]
    return hash !== undefined && sameHash(hash, rootOfTile(hashes))
  }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
