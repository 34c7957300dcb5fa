import type { Ledger } from '../../ledger/ledger.ts'
import type { Step, Watermarks } from '../../ledger/work/log-progress.ts'
import { entryKey, type Noted } from './noted-ledger.ts'

// One step is one item of the work table and one set of tiles in memory: 2,000 entries are 120 MB at the very most.
const MOST_ENTRIES = 2_000
const READ_AT_ONCE = 100

/** What is recorded and not yet in the log, as much of it as one step takes; the recorder's own ledgers last. */
export function nextSteps(
  heads: ReadonlyMap<string, number>,
  watermarkOf: (ledger: string) => number,
): readonly Step[] {
  const steps: Step[] = []
  let room = MOST_ENTRIES
  // A run's entry behind those of its pipelines: whoever reads the log in its order finds a run when it is whole.
  for (const [ledger, head] of [...heads].toSorted(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1))) {
    const from = watermarkOf(ledger) + 1
    const to = Math.min(head, from + room - 1)
    if (to < from) continue
    steps.push({ ledger, from, to })
    room -= to - from + 1
    if (room === 0) break
  }
  return steps
}

function order(ledger: string): number {
  return ledger.startsWith('recorder/') ? 1 : 0
}

/** The greatest watermark of a ledger, whichever shard it was moved by. */
export function greatestOf(shards: ReadonlyMap<string, Watermarks>): (ledger: string) => number {
  return (ledger) => Math.max(0, ...[...shards.values()].map((watermarks) => watermarks.get(ledger) ?? 0))
}

/** The exact bytes of the entries of these steps, in their order. Throws where one is not there. */
export async function entriesOf(
  ledger: Ledger,
  steps: readonly Step[],
  noted: Pick<Noted, 'appended'>,
): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = []
  for (const step of steps) entries.push(...(await entriesOfStep(ledger, step, noted)))
  return entries
}

async function entriesOfStep(
  ledger: Ledger,
  step: Step,
  { appended }: Pick<Noted, 'appended'>,
): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = []
  for (let seq = step.from; seq <= step.to; ) {
    const mine = appended.get(entryKey(step.ledger, seq))
    if (mine !== undefined) {
      entries.push(Buffer.from(mine.body))
      seq += 1
      continue
    }
    const limit = Math.min(READ_AT_ONCE, step.to - seq + 1)
    const found = await ledger.readForward(step.ledger, seq, limit)
    for (const { entry } of found) {
      if (entry.seq !== seq) throw new Error(`${step.ledger} ${seq}: the entry is not there`)
      entries.push(Buffer.from(entry.body))
      seq += 1
    }
    if (found.length === 0) throw new Error(`${step.ledger} ${seq}: the entry is not there`)
  }
  return entries
}
