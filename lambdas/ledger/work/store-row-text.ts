import { parseUuid } from '../../domain/checkpoint.ts'
import {
  type NewestCopy,
  STORE_OUTCOMES,
  STORED_RUNGS,
  type StoredRung,
  type StoreRow,
} from '../../domain/copies/store-row.ts'
import {
  countOf,
  instantOf,
  instantOrNullOf,
  membersOf,
  oneOf,
  textOf,
  textOrNullOf,
} from '../../domain/json-object.ts'

export function storeRowText(row: StoreRow): string {
  return JSON.stringify(row)
}

/** Reads it back. Throws where it is none. */
export function storeRowFrom(text: string): StoreRow {
  const row = membersOf(JSON.parse(text), 'it')
  const newest = membersOf(row['newest'], 'newest')
  const on = (rung: StoredRung): NewestCopy | null => newestIn(newest[rung], rung)
  const [synced, complete, verified, kept] = STORED_RUNGS
  return {
    ledger: textOf(row['ledger'], 'ledger'),
    location: textOf(row['location'], 'location'),
    firstAt: instantOf(row['firstAt'], 'firstAt'),
    attemptedAt: instantOf(row['attemptedAt'], 'attemptedAt'),
    checkedAt: instantOrNullOf(row['checkedAt'], 'checkedAt'),
    outcome: oneOf(row['outcome'], STORE_OUTCOMES, 'outcome'),
    why: textOrNullOf(row['why'], 'why'),
    unseenSince: instantOrNullOf(row['unseenSince'], 'unseenSince'),
    copies: countOf(row['copies'], 'copies'),
    newest: {
      [synced]: on(synced),
      [complete]: on(complete),
      [verified]: on(verified),
      [kept]: on(kept),
    },
    alerts: countOf(row['alerts'], 'alerts'),
    firing: countOf(row['firing'], 'firing'),
  }
}

function newestIn(value: unknown, rung: string): NewestCopy | null {
  if (value === null) return null
  const { uuid: text, at } = membersOf(value, rung)
  const uuid = parseUuid(textOf(text, `${rung}.uuid`))
  if (uuid === undefined) throw new Error(`${rung}.uuid is no UUID`)
  return { uuid, at: instantOf(at, `${rung}.at`) }
}
