import type { ArchiveReader } from '../../../archive/archive.ts'
import { signedAt } from '../../../archive/log/names.ts'
import type { LogKeys } from '../../../archive/log/notes/log-keys.ts'
import { openCheckpoint, type SignedCheckpoint } from '../../../archive/log/notes/signed-checkpoint.ts'
import { type Hash, leafHash, sameHash } from '../../../archive/log/tree/hashes.ts'
import { bundlePath, FULL_WIDTH, tilePath, widthAt } from '../../../archive/log/tree/tile-path.ts'
import { errorText } from '../../../domain/log-line.ts'
import { DESCRIPTION } from '../../export-form.ts'
import { rowKey } from '../archive-names.ts'
import { counted } from '../findings.ts'
import { type OpenedSeen, openSeen, type Seen } from './seen.ts'
import type { Description } from './sparse-description.ts'
import { type SparsePorts, type SparseTiles, sparseTiles } from './sparse-tiles.ts'

export interface SparseLogPorts extends SparsePorts {
  readonly reader: Pick<ArchiveReader, 'get'>
  readonly key: LogKeys
  /** `isInRange`: its evidence is part of the export. */
  readonly onEntry: (leaf: Uint8Array, where: string, isInRange: boolean) => Promise<void>
  readonly onProgress: (done: bigint, of: bigint) => void
}

// Each is told of; a range may be claimed that no export could hold.
const MOST_ABSENT = 1_000
const FULL = BigInt(FULL_WIDTH)

/** Verifies an export from the signed root downwards: the right edge, every tile that is there, the bundles of its range, what was signed. */
export async function walkSparse(
  ports: SparseLogPorts,
  head: SignedCheckpoint,
  described: Description,
  seen: readonly Seen[],
): Promise<void> {
  const { findings } = ports
  if (
    head.size !== described.size ||
    !sameHash(head.root, described.root) ||
    head.origin !== described.origin
  )
    findings.broken(DESCRIPTION, 'speaks of another tree than checkpoint')
  const before = findings.count()
  const tiles = await sparseTiles(ports, head)
  await checkStoredTiles(ports, tiles, head.size)
  let absent = 0
  for (let index = described.first / FULL; index * FULL < described.end; index += 1n) {
    absent = ports.names.tiles.has(rowKey('entries', index)) ? 0 : absent + 1
    if (absent > MOST_ABSENT) break
    await checkBundle(ports, tiles, head.size, index, described)
    ports.onProgress((index + 1n) * FULL - described.first, described.end - described.first)
  }
  await checkOtherBundles(ports, tiles, head.size)
  await checkSigned(ports, tiles, head)
  for (const one of openSeen(seen, ports.key, head.size, findings)) await checkSeen(ports, tiles, one)
  tellScope(ports, described, findings.count() === before)
}

/** Every tile that is there, needed or not. Those at the edge gave the root. */
async function checkStoredTiles(
  { objects, names, findings }: SparseLogPorts,
  tiles: SparseTiles,
  size: bigint,
): Promise<void> {
  for (const [key, widths] of [...names.tiles].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [row = '', digits = ''] = key.split('/')
    if (row === 'entries') continue
    const [level, index] = [Number(row), BigInt(digits)]
    const width = widthAt(size, level, index)
    const hashes = width === 0 ? undefined : await tiles.hashes(level, index)
    for (const other of widths.filter((one) => one !== width || width === 0)) {
      const stored = await objects.exactHashes(level, index, other)
      if (stored !== undefined && !isPrefix(stored.parts, hashes))
        findings.broken(tilePath({ level, index, width: other }), 'is no part of the signed tree')
    }
  }
}

async function checkBundle(
  { objects, findings, onEntry, names }: SparseLogPorts,
  tiles: SparseTiles,
  size: bigint,
  index: bigint,
  range: Pick<Description, 'first' | 'end'> | undefined,
): Promise<void> {
  names.tiles.delete(rowKey('entries', index))
  const [bundle, hashes] = [
    await objects.entries(index, widthAt(size, 0, index)),
    await tiles.hashes(0, index),
  ]
  for (const [i, leaf] of bundle?.parts.entries() ?? []) {
    const place = index * FULL + BigInt(i)
    const where = `${bundle?.name} entry ${i}`
    const ought = hashes?.[i]
    // Where the tile is missing or wrong, that is told already.
    if (ought !== undefined && !sameHash(leafHash(leaf), ought))
      findings.broken(where, `leaf ${place} is not the one that was signed`)
    if (range !== undefined) await onEntry(leaf, where, place >= range.first && place < range.end)
  }
}

/** Bundles outside of the range prove nothing of it; they must be of the log all the same. */
async function checkOtherBundles(ports: SparseLogPorts, tiles: SparseTiles, size: bigint): Promise<void> {
  for (const key of [...ports.names.tiles.keys()].filter((one) => one.startsWith('entries/'))) {
    const index = BigInt(key.slice('entries/'.length))
    if (widthAt(size, 0, index) > 0) await checkBundle(ports, tiles, size, index, undefined)
    else ports.findings.broken(bundlePath(index, FULL_WIDTH), 'is no part of the signed tree')
  }
}

async function checkSigned(
  { reader, key, names, findings }: SparseLogPorts,
  tiles: SparseTiles,
  head: SignedCheckpoint,
): Promise<void> {
  let [rooted, only] = [0, 0]
  for (const size of names.signed.filter((one) => one <= head.size)) {
    const name = signedAt(size)
    try {
      const signed = openCheckpoint((await reader.get(name)) ?? new Uint8Array(), key, name)
      const root = await tiles.rootAt(size)
      if (signed.size !== size) findings.broken(name, `is the checkpoint of size ${signed.size}`)
      else if (root === undefined) only += 1
      else if (sameHash(root, signed.root)) rooted += 1
      else findings.broken(name, 'its root is not that of the tiles')
    } catch (error) {
      findings.broken(name, errorText(error).replace(`${name}: `, ''))
    }
  }
  findings.proven(
    `${counted(rooted, 'signed checkpoint', 'signed checkpoints')} with the root that the tiles give`,
  )
  if (only > 0)
    findings.proven(
      `${counted(only, 'signed checkpoint', 'signed checkpoints')} of which only the signature is checked: the tiles of that size are no part of the export`,
    )
}

async function checkSeen(
  { findings }: SparseLogPorts,
  tiles: SparseTiles,
  { name, size, root }: OpenedSeen,
): Promise<void> {
  const ought = await tiles.rootAt(size)
  if (ought === undefined)
    findings.unproven(
      `${name}: the tiles that would show that the log goes on from its size ${size} are no part of the export`,
    )
  else if (sameHash(ought, root)) findings.proven(`${name}: the log still begins with its ${size} entries`)
  else findings.broken(name, `the log of ${size} entries has another root: its history was rewritten`)
}

function tellScope(
  { findings }: SparseLogPorts,
  { first, end, size, from, to }: Description,
  isWhole: boolean,
): void {
  if (isWhole) findings.proven(`the leaves ${first} to before ${end} of ${size} hang on the signed root`)
  findings.proven(
    `an export of ${from} to ${to}: what was before it, and with it what follows from all entries, is no part of it, ` +
      'nor whether entries of that time stand elsewhere in the log',
  )
}

function isPrefix(stored: readonly Hash[], hashes: readonly Hash[] | undefined): boolean {
  return (
    hashes !== undefined &&
    stored.length <= hashes.length &&
    stored.every((hash, i) => sameHash(hash, hashes[i] ?? Uint8Array.of()))
  )
}
