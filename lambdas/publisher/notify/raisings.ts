import { type Announcement, alertsRaisedIn } from '../../domain/telling/announcement.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { entryAt, firstSeqWhere } from '../../ledger/search.ts'
import type { AlertRow } from '../../ledger/work/alert-index.ts'

type Raised = ReadonlyMap<string, Announcement>

/** What was told when an alert was raised, from its entry; each entry is read once. Rejects where the ledger does not have it. */
export function createRaisings(ledger: Ledger): (row: AlertRow) => Promise<Announcement> {
  const known = new Map<string, Promise<Raised>>()
  const raisedAt = (name: string, seq: number): Promise<Raised> => {
    const key = `${name} ${seq}`
    const raised = known.get(key) ?? entryAt(ledger, name, seq).then(({ entry }) => alertsRaisedIn(entry))
    known.set(key, raised)
    return raised
  }
  return async (row) => {
    const firing =
      row.seq === undefined
        ? await searched(ledger, row)
        : (await raisedAt(row.ledger, Number(row.seq))).get(row.id)
    if (firing === undefined) throw new Error(`alert ${row.id}: ${row.ledger} has no entry that raised it`)
    return firing
  }
}

/** Rows of older versions do not name the entry; several entries may be of one moment. */
async function searched(ledger: Ledger, row: AlertRow): Promise<Announcement | undefined> {
  const { id, ledger: name, raisedAt } = row
  const to = (await ledger.head(name))?.entry.seq ?? 0
  const from = await firstSeqWhere(ledger, name, { from: 1, to }, ({ entry }) => entry.at >= raisedAt)
  for (let seq = from; seq <= to; seq += 1) {
    const { entry } = await entryAt(ledger, name, seq)
    const firing = alertsRaisedIn(entry).get(id)
    if (firing !== undefined || entry.at > raisedAt) return firing
  }
  return undefined
}
