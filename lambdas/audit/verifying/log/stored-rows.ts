import { type Hash, leafHash, sameHash } from '../../../archive/log/tree/hashes.ts'
import { type ArchiveNames, rowKey } from '../archive-names.ts'
import type { Findings } from '../findings.ts'
import type { ComputedRow } from './open-rows.ts'
import type { TileObjects } from './tile-objects.ts'

export interface StoredRowPorts {
  readonly objects: TileObjects
  readonly names: ArchiveNames
  readonly findings: Findings
  /** Called for each object that reaches beyond what is signed. */
  readonly beyond: () => void
}

/** Holds a tile of a higher level against what follows from the leaves, in every width in which it is there. */
export async function checkUpperRow(ports: StoredRowPorts, row: ComputedRow): Promise<void> {
  const { level, index, hashes } = row
  const stored = await ports.objects.hashes(level, index, hashes.length)
  if (stored !== undefined) compare(ports.findings, stored.name, stored.parts, hashes)
  await checkOtherWidths(ports, row, stored?.width)
}

/** The parts that a tile was written in as it grew, and what a run wrote that has not signed it yet. */
export async function checkOtherWidths(
  { objects, names, findings, beyond }: StoredRowPorts,
  { level, index, hashes }: ComputedRow,
  checked: number | undefined,
): Promise<void> {
  for (const width of others(names, rowKey(level, index), checked ?? hashes.length)) {
    if (width > hashes.length) beyond()
    const stored = await objects.exactHashes(level, index, width)
    if (stored !== undefined) compare(findings, stored.name, stored.parts, hashes)
  }
}

/** As `checkOtherWidths`, of bundles. */
export async function checkOtherBundles(
  { objects, names, findings, beyond }: StoredRowPorts,
  { index, hashes }: ComputedRow,
  checked: number | undefined,
): Promise<void> {
  for (const width of others(names, rowKey('entries', index), checked ?? hashes.length)) {
    if (width > hashes.length) beyond()
    const stored = await objects.exactEntries(index, width)
    if (stored !== undefined) compare(findings, stored.name, stored.parts.map(leafHash), hashes)
  }
}

function others({ tiles }: ArchiveNames, key: string, checked: number): readonly number[] {
  const widths = tiles.get(key) ?? []
  // What is left in the end is beyond the signed size.
  tiles.delete(key)
  return widths.filter((width) => width !== checked)
}

function compare(findings: Findings, name: string, stored: readonly Hash[], computed: readonly Hash[]): void {
  const common = Math.min(stored.length, computed.length)
  for (let i = 0; i < common; i += 1) {
    const [is, ought] = [stored[i], computed[i]]
    if (is === undefined || ought === undefined || sameHash(is, ought)) continue
    findings.broken(name, `hash ${i} is not the one that follows from the entries`)
    return
  }
}
