import { optionalTextIn } from '../domain/event-data.ts'
import type { Instant } from '../domain/instant.ts'
import { mergeOverviews, type Overview } from '../domain/overview.ts'
import type { Sealed } from '../domain/sealing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { newestWith } from '../ledger/search.ts'
import type { RunOptions, RunPorts } from './run.ts'

/** What a run leaves besides what it saw of pipelines: its own entry, and the overview for the next one. */

/**
 * Unlike an observation, a run's entry is true whoever was faster: where its place is taken, it takes the next.
 * But of a part of a tick that was delivered twice there is one entry: whoever is second appends none.
 */
export async function appendRun(
  { ledger }: Pick<RunPorts, 'ledger'>,
  { shard, part }: Pick<RunOptions, 'shard' | 'part'>,
  sealBehind: (head: Sealed | undefined) => readonly Sealed[],
): Promise<readonly Sealed[]> {
  for (;;) {
    const head = await ledger.head(`recorder/${shard}`)
    if (part !== undefined && (await isRecorded(ledger, head, part.tick))) return []
    const sealed = sealBehind(head)
    const [entry] = sealed
    if (entry === undefined || sealed.length > 1) throw new Error('a run is exactly one entry')
    if ((await ledger.append(entry)) === 'appended') return sealed
  }
}

/** Runs that overlap end in any order: looks back as far as those of later ticks go. */
async function isRecorded(ledger: Ledger, head: Sealed | undefined, tick: Instant): Promise<boolean> {
  if (head === undefined) return false
  for (let from = head.entry.seq; from > 0; ) {
    const newest = await newestWith(ledger, head.entry.ledger, ['run-completed'], from)
    const run = newest?.entry.events.find(({ kind }) => kind === 'run-completed')
    const its = run === undefined ? null : optionalTextIn(run, 'tick')
    if (newest === undefined || its === null || its <= tick) return its === tick
    from = newest.entry.seq - 1
  }
  return false
}

/** Whoever wrote since has seen some pipelines later: of each the row that was asked for last is kept. */
export async function keepOverview(
  { overviews }: Pick<RunPorts, 'overviews'>,
  readVersion: number,
  before: Overview | undefined,
  mine: Overview,
): Promise<void> {
  let version = readVersion
  let overview = mine
  while ((await overviews.write(overview, version)) === 'overtaken') {
    const theirs = await overviews.read(mine.shard)
    version = theirs.version
    overview = mergeOverviews(theirs.overview ?? before ?? mine, mine)
  }
}
