import { isDeepStrictEqual } from 'node:util'
import { type Entry, NO_PREVIOUS } from '../../../domain/entry.ts'
import { evolve } from '../../../domain/evolve.ts'
import type { Instant } from '../../../domain/instant.ts'
import { errorText } from '../../../domain/log-line.ts'
import { NOTHING_YET, type State } from '../../../domain/state.ts'
import type { LedgerRow } from '../../../ledger/ledger-table.ts'
import type { Followed } from '../chains.ts'
import type { Findings } from '../findings.ts'

/** What one ledger of the table came to. */
export interface WalkedLedger {
  /** The greatest seq that is there. */
  readonly last: number
  /** Whether the log's last entry of it is another one here: somewhere before, the two part. */
  readonly differs: boolean
  /** Entries that are not yet in the log. */
  readonly beyond: number
  readonly beyondSince: Instant | undefined
  /** When the last entries that runs made were made, oldest first: of a recorder's ledger the pace of the runs. */
  readonly lately: readonly Instant[]
}

const LATELY = 11

/** Follows one ledger through the table: dense from 1, chain, form, `at`, and the state beside each entry. */
export async function walkLedger(
  findings: Findings,
  name: string,
  rows: AsyncIterable<LedgerRow>,
  inLog: Followed | undefined,
): Promise<WalkedLedger> {
  let [last, differs, beyond] = [0, false, 0]
  let beyondSince: Instant | undefined
  let before: Entry | 'unknown' | undefined
  let state: State | undefined = NOTHING_YET
  const lately: Instant[] = []
  for await (const row of rows) {
    const where = `${name} ${row.seq}`
    if (row.seq !== last + 1) {
      const missing = row.seq - last - 1
      if (missing > 0)
        findings.broken(
          `${name} ${last + 1}`,
          missing === 1 ? 'is missing in the table' : `to ${row.seq - 1} are missing in the table`,
        )
      else findings.broken(where, 'is no place in a ledger')
      before = 'unknown'
      state = undefined
    }
    last = Math.max(last, row.seq)
    if (row.seq > (inLog?.seq ?? 0)) beyond += 1
    if (row.kind === 'damaged') {
      findings.broken(where, `in the table: ${row.problem}`)
      before = 'unknown'
      state = undefined
      continue
    }
    const { entry } = row
    if (row.seq > (inLog?.seq ?? 0)) beyondSince ??= entry.at
    if (row.seq === inLog?.seq && entry.hash !== inLog.hash) differs = true
    for (const problem of before === 'unknown' ? [] : linkProblems(entry, before))
      findings.broken(where, `in the table: ${problem}`)
    state = stateAfter(findings, where, row, state)
    before = entry
    // People and the publisher append to a recorder's ledger as well, and so do checks of stores: they say nothing of its pace.
    if (entry.events.some(({ kind }) => kind === 'run-completed')) lately.push(entry.at)
    if (lately.length > LATELY) lately.shift()
  }
  return { last, differs, beyond, beyondSince, lately }
}

function linkProblems(entry: Entry, before: Entry | undefined): readonly string[] {
  const problems: string[] = []
  if (entry.prev !== (before?.hash ?? NO_PREVIOUS))
    problems.push(
      before === undefined
        ? 'prev of the first entry is not 64 zeros'
        : `prev is not the hash of seq ${before.seq}`,
    )
  if (before !== undefined && entry.at < before.at) problems.push(`at is before that of seq ${before.seq}`)
  return problems
}

/** The fold goes on from what follows, not from what was found; where that is not known, from what was found. */
function stateAfter(
  findings: Findings,
  where: string,
  row: Exclude<LedgerRow, { kind: 'damaged' }>,
  before: State | undefined,
): State | undefined {
  if (row.kind === 'entry-only') findings.broken(where, `in the table: ${row.problem}`)
  const found = row.kind === 'whole' ? row.state : undefined
  if (before === undefined) return found
  try {
    const ought = evolve(before, row.entry)
    if (found !== undefined && !isDeepStrictEqual(found, asKept(ought)))
      findings.broken(where, 'in the table: the state is not the one that follows from the entries')
    return ought
  } catch (error) {
    findings.broken(where, `in the table: does not follow from what was before: ${errorText(error)}`)
    return found
  }
}

/** As an item gives it back: members without a value are not written, and begin as they do where nothing was recorded. */
function asKept(state: State): State {
  const written: State = JSON.parse(JSON.stringify(state))
  return { ...NOTHING_YET, ...written }
}
