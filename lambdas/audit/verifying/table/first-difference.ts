import type { LedgerRow, LedgerTable } from '../../../ledger/ledger-table.ts'
import type { Findings } from '../findings.ts'

/** The hashes of entries in the order of the log. */
export type HashesInLog = AsyncIterable<{
  readonly ledger: string
  readonly seq: number
  readonly hash: string
}>

// Each is followed through the table beside the log.
const MOST_LEDGERS = 100

/** Names, per ledger of which table and log tell two histories, the first entry where they part. Needs a second pass over the log. */
export async function tellFirstDifferences(
  table: Pick<LedgerTable, 'entries'>,
  ledgers: readonly string[],
  inLog: HashesInLog,
  findings: Findings,
): Promise<void> {
  const open = new Map(ledgers.slice(0, MOST_LEDGERS).map((name) => [name, rowsOf(table, name)]))
  for (const name of ledgers.slice(MOST_LEDGERS))
    findings.broken(name, 'table and log tell two histories of it')
  for await (const { ledger, seq, hash } of inLog) {
    const row = await open.get(ledger)?.(seq)
    if (row === undefined || (row.kind !== 'damaged' && row.entry.hash === hash)) continue
    findings.broken(
      `${ledger} ${seq}`,
      'is another entry in the table than in the log: here the two histories of this ledger part',
    )
    open.delete(ledger)
    if (open.size === 0) return
  }
}

/** The row of a seq, asked for in rising order. */
function rowsOf(table: Pick<LedgerTable, 'entries'>, name: string) {
  const rows = table.entries(name)[Symbol.asyncIterator]()
  let current: LedgerRow | undefined
  return async (seq: number): Promise<LedgerRow | undefined> => {
    while (current === undefined || current.seq < seq) {
      const next = await rows.next()
      if (next.done === true) return undefined
      current = next.value
    }
    return current.seq === seq ? current : undefined
  }
}
