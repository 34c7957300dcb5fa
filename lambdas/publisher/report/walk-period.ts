import { NO_PREVIOUS } from '../../domain/entry.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Period } from '../../domain/report/period.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { entryAt, firstSeqWhere } from '../../ledger/search.ts'

/** Where a period lies in a ledger. */
export interface Stretch {
  /** The last entry before the period. */
  readonly before: Sealed | undefined
  /** The first seq of the period, and the first behind it: equal where nothing was recorded in it. */
  readonly from: number
  readonly end: number
}

// DynamoDB ends a page at 1 MB, which is some 500 usual entries.
const ENTRIES_A_READ = 250

/** Finds the period by halves; undefined where nothing was recorded before its end. */
export async function stretchOf(ledger: Ledger, name: string, period: Period): Promise<Stretch | undefined> {
  const head = await ledger.head(name)
  if (head === undefined) return undefined
  const from = await firstAt(ledger, head, period.from)
  const end = await firstAt(ledger, head, period.to)
  if (end === 1) return undefined
  const before = from === 1 ? undefined : await entryAt(ledger, name, from - 1)
  return { before, from, end }
}

/** The first seq at or after the moment. */
async function firstAt(ledger: Ledger, { entry }: Sealed, moment: Instant): Promise<number> {
  if (entry.at < moment) return entry.seq + 1
  const range = { from: 1, to: entry.seq }
  return firstSeqWhere(ledger, entry.ledger, range, (sealed) => sealed.entry.at >= moment)
}

/**
 * The entries of the stretch, oldest first, page by page. Each was hashed as it was read; throws where one does not follow from the one before:
 * figures of a broken chain would be worth nothing.
 */
export async function* entriesOf(
  ledger: Ledger,
  name: string,
  { before, from, end }: Stretch,
  signal: AbortSignal,
): AsyncGenerator<Sealed> {
  let prev = before?.entry.hash ?? NO_PREVIOUS
  for (let seq = from; seq < end; ) {
    signal.throwIfAborted()
    const page = await ledger.readForward(name, seq, Math.min(ENTRIES_A_READ, end - seq))
    if (page.length === 0) throw new Error(`${name} ${seq}: the entry is not there`)
    for (const sealed of page) {
      if (sealed.entry.seq !== seq || sealed.entry.prev !== prev)
        throw new Error(`${name} ${seq}: does not follow from the entry before: see npm run ledger -- verify`)
      prev = sealed.entry.hash
      seq += 1
      yield sealed
    }
  }
}
