import { countOf, listOf, type Members, membersOf } from '../../domain/json-object.ts'
import { keysOf } from '../../domain/keys-of.ts'
import type { OverviewRow } from '../../domain/overview.ts'

/**
 * Rows as an item keeps them, column by column: what all rows share stands once, and what is alike stands side by side. As objects one
 * after the other they took three times as long to write and compress, and a third more room.
 */
export interface Columns {
  readonly rows: number
  readonly columns: { readonly [key in keyof OverviewRow]?: Column }
}

type Column =
  /** The same in every row. */
  | { readonly all: unknown }
  /** Of each row its own, in order. */
  | { readonly each: readonly unknown[] }
  /** Few that many rows share, and of each row which. */
  | { readonly of: readonly unknown[]; readonly which: readonly number[] }
  /** Rows that have it, and what; the others do not say. */
  | { readonly some: readonly (readonly [row: number, value: unknown])[] }

/** The order is that of the objects that are made again. */
const KEYS: { readonly [key in keyof Required<OverviewRow>]: true } = {
  ledger: true,
  epoch: true,
  askedAt: true,
  observedAt: true,
  settledAt: true,
  firstObservedAt: true,
  namedSince: true,
  outcome: true,
  unseen: true,
  open: true,
  listed: true,
  alerts: true,
  firing: true,
  newestAt: true,
  policy: true,
  deployment: true,
  answeredBy: true,
  named: true,
  wasStandby: true,
  unpulled: true,
  ranAt: true,
  untold: true,
  stoppedAt: true,
  shownNewest: true,
  tracedAt: true,
  feedAskedAt: true,
  lookedAt: true,
  listedSince: true,
  glimpses: true,
  untracedFrom: true,
  checkpointSeconds: true,
  coverage: true,
}

export function columnsOf(rows: readonly OverviewRow[]): Columns {
  const columns: { [key: string]: Column } = {}
  for (const key of keysOf(KEYS)) {
    const values = rows.map((row) => row[key])
    const column = key === 'policy' ? sharedIn(values) : columnOf(values)
    if (column !== undefined) columns[key] = column
  }
  return { rows: rows.length, columns }
}

/** Undefined where no row says it. */
function columnOf(values: readonly unknown[]): Column | undefined {
  const [first] = values
  if (first !== undefined && values.every((value) => isSame(value, first))) return { all: first }
  if (values.every((value) => value !== undefined)) return { each: values }
  const some = values.flatMap((value, i) => (value === undefined ? [] : [[i, value] as const]))
  return some.length === 0 ? undefined : { some }
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0)
}

/** Each once, by what it says; nearly all are the very object that another row has. */
function sharedIn(values: readonly unknown[]): Column {
  const of: unknown[] = []
  const byObject = new Map<unknown, number>()
  const byText = new Map<string, number>()
  const which = values.map((value) => {
    const known = byObject.get(value)
    if (known !== undefined) return known
    const text = JSON.stringify(value)
    const index = byText.get(text) ?? of.push(value) - 1
    byText.set(text, index)
    byObject.set(value, index)
    return index
  })
  return of.length === 1 ? { all: of[0] } : { of, which }
}

/** The rows again, which share what stands once, as far as columns tell what they are. Throws where one is none of `columnsOf`, or too short. */
export function rowsOf(count: number, columns: Members): readonly Members[] {
  const rows: { [key: string]: unknown }[] = Array.from({ length: count }, () => ({}))
  for (const key of keysOf(KEYS)) {
    if (columns[key] !== undefined) fill(rows, key, columnIn(columns[key], key))
  }
  return rows
}

function columnIn(value: unknown, key: string): Column {
  const column = membersOf(value, key)
  if ('all' in column) return { all: column['all'] }
  if ('each' in column) return { each: listOf(column['each'], key) }
  if ('some' in column) return { some: listOf(column['some'], key).map((one) => someIn(one, key)) }
  const which = listOf(column['which'], key).map((one) => countOf(one, key))
  return { of: listOf(column['of'], key), which }
}

function someIn(value: unknown, key: string): readonly [row: number, value: unknown] {
  const [row, said] = listOf(value, key)
  return [countOf(row, key), said]
}

function fill(rows: readonly { [key: string]: unknown }[], key: string, column: Column): void {
  if ('some' in column) {
    for (const [i, value] of column.some) {
      const row = rows[i]
      if (row === undefined) throw new Error(`${key}: there is no row ${i}`)
      row[key] = value
    }
    return
  }
  const valueAt = readerOf(column)
  rows.forEach((row, i) => {
    const value = valueAt(i)
    if (value === undefined) throw new Error(`${key}: nothing for row ${i}`)
    row[key] = value
  })
}

function readerOf(column: Exclude<Column, { some: unknown }>): (row: number) => unknown {
  if ('all' in column) return () => column.all
  if ('of' in column) return (row) => column.of[column.which[row] ?? -1]
  return (row) => column.each[row]
}
