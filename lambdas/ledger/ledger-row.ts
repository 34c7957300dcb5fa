import { errorText } from '../domain/log-line.ts'
import { entryFromImage, type Item, sealedFrom } from './item.ts'
import type { LedgerRow } from './ledger-table.ts'

/** An item as an auditor reads it. Total. */
export function rowFrom(item: Item): LedgerRow {
  const seq = Number(item['sk']?.N)
  const named = `${String(item['pk']?.S)} ${String(item['sk']?.N)}: `
  const problemOf = (error: unknown) => errorText(error).replace(named, '')
  try {
    const entry = entryFromImage(item)
    if (item['at']?.S !== entry.at)
      return { kind: 'entry-only', seq, entry, problem: 'at is not that of the body' }
    try {
      return { kind: 'whole', seq, entry, state: sealedFrom(item).state }
    } catch (error) {
      return { kind: 'entry-only', seq, entry, problem: problemOf(error) }
    }
  } catch (error) {
    return { kind: 'damaged', seq, problem: problemOf(error) }
  }
}
