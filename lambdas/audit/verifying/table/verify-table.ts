import { type Instant, unixMs } from '../../../domain/instant.ts'
import type { LedgerTable } from '../../../ledger/ledger-table.ts'
import type { Followed } from '../chains.ts'
import { counted, type Findings } from '../findings.ts'
import { type WalkedLedger, walkLedger } from './table-walk.ts'

export interface TableOptions {
  readonly table: LedgerTable
  readonly nowMs: number
  /** The schedule's period; absent: what the last runs were apart. */
  readonly everyMs?: number | undefined
}

/** Where table and log part, for a second look that names the first such entry. */
export type Differing = readonly string[]

// What `npm start` does without `--every`, and the least that a period is taken for.
const USUAL_PERIOD_MS = 60_000

/** Holds every ledger of the table against itself and against the log. Returns the ledgers of which the log tells another history. */
export async function verifyTable(
  { table, nowMs, everyMs }: TableOptions,
  inLog: ReadonlyMap<string, Followed>,
  findings: Findings,
): Promise<Differing> {
  const told = new Set<string>()
  const differing: string[] = []
  const paces: (readonly Instant[])[] = []
  let [entries, beyond] = [0, 0]
  let since: Instant | undefined
  const before = findings.count()
  for await (const name of table.names()) {
    told.add(name)
    const followed = inLog.get(name)
    const walked = await walkLedger(findings, name, table.entries(name), followed)
    if (followed !== undefined && walked.last < followed.seq)
      findings.broken(
        `${name} ${walked.last + 1}`,
        `is in the log, as are all to ${followed.seq}, and not in the table`,
      )
    if (walked.differs) differing.push(name)
    if (name.startsWith('recorder/')) paces.push(walked.lately)
    entries += walked.last
    beyond += walked.beyond
    since = earlier(since, walked)
  }
  for (const [name, { seq }] of inLog)
    if (!told.has(name))
      findings.broken(`${name} 1`, `is in the log, as are all to ${seq}, and the table has no such ledger`)
  if (findings.count() === before && differing.length === 0)
    findings.proven(
      `the table’s ${counted(entries, 'entry', 'entries')} in ${counted(told.size, 'ledger', 'ledgers')}, each with its state, held against the log`,
    )
  if (beyond > 0) tellBeyond({ beyond, since, nowMs, periodMs: everyMs ?? periodOf(paces) }, findings)
  return differing
}

function earlier(since: Instant | undefined, { beyondSince }: WalkedLedger): Instant | undefined {
  if (beyondSince === undefined) return since
  return since === undefined || beyondSince < since ? beyondSince : since
}

function tellBeyond(
  {
    beyond,
    since,
    nowMs,
    periodMs,
  }: { beyond: number; since: Instant | undefined; nowMs: number; periodMs: number },
  findings: Findings,
): void {
  const words = `${counted(beyond, 'entry', 'entries')} not yet in the log`
  findings.proven(words)
  // Without a time it cannot be read, which is told already.
  if (since === undefined || nowMs - unixMs(since) <= 2 * periodMs) return
  findings.unproven(
    `${words}, the oldest since ${since}: longer than two periods of ${Math.round(periodMs / 1_000)} s`,
  )
}

/** The middle one of the gaps between the last runs of a shard, at least a minute; the longest of the shards. */
function periodOf(paces: readonly (readonly Instant[])[]): number {
  const periods = paces.map((times) => {
    const gaps = times.slice(1).map((at, i) => unixMs(at) - unixMs(times[i] ?? at))
    return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? USUAL_PERIOD_MS
  })
  return Math.max(USUAL_PERIOD_MS, ...periods)
}
