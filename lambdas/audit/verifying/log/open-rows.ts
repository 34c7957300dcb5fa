import { appendLeaf, type Edge, EMPTY_EDGE } from '../../../archive/log/tree/edge.ts'
import type { Hash } from '../../../archive/log/tree/hashes.ts'
import { rootOfTile } from '../../../archive/log/tree/tile.ts'
import { FULL_WIDTH } from '../../../archive/log/tree/tile-path.ts'

/** A tile as it follows from the leaves. */
export interface ComputedRow {
  readonly level: number
  readonly index: bigint
  readonly hashes: readonly Hash[]
}

/** The tree as it grows from its leaves: per level the one tile that is not yet full, and the right edge. */
export interface OpenRows {
  /** One leaf more. */
  readonly append: (leaf: Hash) => void
  /** The tiles that became full since this was last asked, lowest first within each moment. */
  readonly completed: () => readonly ComputedRow[]
  /** The tiles that are not full, lowest first. */
  readonly partial: () => readonly ComputedRow[]
  readonly edge: () => Edge
}

export function createOpenRows(): OpenRows {
  const rows: { index: bigint; hashes: Hash[] }[] = []
  let full: ComputedRow[] = []
  let edge = EMPTY_EDGE
  const add = (level: number, hash: Hash): void => {
    const row = (rows[level] ??= { index: 0n, hashes: [] })
    row.hashes.push(hash)
    if (row.hashes.length < FULL_WIDTH) return
    const { index, hashes } = row
    full.push({ level, index, hashes })
    rows[level] = { index: index + 1n, hashes: [] }
    add(level + 1, rootOfTile(hashes))
  }
  return {
    append: (leaf) => {
      edge = appendLeaf(edge, leaf)
      add(0, leaf)
    },
    completed: () => {
      const completed = full
      full = []
      return completed
    },
    partial: () =>
      rows.flatMap(({ index, hashes }, level) => (hashes.length === 0 ? [] : [{ level, index, hashes }])),
    edge: () => edge,
  }
}
