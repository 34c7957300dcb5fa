import type { ArchiveReader } from '../../archive/archive.ts'
import { CHECKPOINTS } from '../../archive/log/names.ts'
import { parseSize } from '../../archive/log/tree/size.ts'
import { parseTilePath } from '../../archive/log/tree/tile-path.ts'
import type { Findings } from './findings.ts'

/** The names of everything that is to be checked. Contents are never held. */
export interface ArchiveNames {
  /** Per `level/index` (or `entries/index`) the widths in which the tile is there. */
  readonly tiles: Map<string, number[]>
  /** Sizes under `checkpoints/`, rising. */
  readonly signed: readonly bigint[]
  /** The 64 hex digits of each object under `evidence/`. */
  readonly evidence: ReadonlySet<string>
}

export type Row = number | 'entries'

export function rowKey(level: Row, index: bigint): string {
  return `${level}/${index}`
}

/** Lists the archive; what has no business there is broken. */
export async function namesIn(
  reader: Pick<ArchiveReader, 'list'>,
  findings: Findings,
): Promise<ArchiveNames> {
  const tiles = new Map<string, number[]>()
  const signed: bigint[] = []
  const evidence = new Set<string>()
  for await (const name of reader.list('tile/')) {
    const parsed = parseTilePath(name)
    if (parsed === undefined) {
      foreign(findings, name)
      continue
    }
    const { index, width } = parsed.kind === 'entries' ? parsed : parsed.tile
    const key = rowKey(parsed.kind === 'entries' ? 'entries' : parsed.tile.level, index)
    tiles.set(key, [...(tiles.get(key) ?? []), width])
  }
  for await (const name of reader.list(CHECKPOINTS)) {
    const size = parseSize(name.slice(CHECKPOINTS.length))
    if (size === undefined) foreign(findings, name)
    else signed.push(size)
  }
  for await (const name of reader.list('evidence/')) {
    const hash = name.slice('evidence/'.length)
    if (isHashName(hash)) evidence.add(hash)
    else foreign(findings, name)
  }
  return { tiles, signed: signed.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)), evidence }
}

export function isHashName(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

function foreign(findings: Findings, name: string): void {
  findings.broken(name, 'nothing of this name belongs here')
}
