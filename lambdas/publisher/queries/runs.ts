import type { LedgerEvent } from '../../domain/event.ts'
import { optionalTextIn, textIn } from '../../domain/event-data.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { entriesWith } from '../../ledger/search.ts'
import type { QueryPorts } from './ports.ts'

type RunPorts = Pick<QueryPorts, 'ledger' | 'overviews'>

/** Where a page goes on in each shard: the seq below which it reads. */
export type RunsPosition = ReadonlyMap<string, number>

interface Shard {
  readonly name: string
  readonly next: Sealed | undefined
  /** What lies below `next`. */
  readonly rest: AsyncGenerator<Sealed, undefined>
}

/** The runs of all shards, merged by time, newest first; `next` is null where there are no more. */
export async function runsOf(
  ports: RunPorts,
  position: RunsPosition | undefined,
  limit: number,
): Promise<{ readonly runs: readonly Sealed[]; readonly next: RunsPosition | null }> {
  const names = await shardsOf(ports)
  let shards = await Promise.all(names.map((name) => shardAt(ports, name, position?.get(name))))
  const runs: Sealed[] = []
  while (runs.length < limit) {
    const newest = shards.reduce<Shard | undefined>((a, b) => (isLater(b, a) ? b : a), undefined)
    if (newest?.next === undefined) return { runs, next: null }
    runs.push(newest.next)
    const advanced = await advance(newest)
    shards = shards.map((shard) => (shard.name === newest.name ? advanced : shard))
  }
  const rest = shards.map(({ name, next }) => [name, next?.entry.seq ?? 0] as const)
  return { runs, next: rest.every(([, seq]) => seq === 0) ? null : new Map(rest) }
}

/** The newest run of every shard that has one. */
export async function newestRuns(ports: RunPorts) {
  const shards = await Promise.all((await shardsOf(ports)).map((name) => shardAt(ports, name, undefined)))
  return shards.flatMap(({ name, next }) =>
    next === undefined ? [] : [{ shard: shardIn(name), event: completionIn(next) }],
  )
}

function completionIn({ entry }: Sealed): LedgerEvent {
  const run = entry.events.find(({ kind }) => kind === 'run-completed')
  if (run === undefined) throw new Error(`${entry.ledger} ${entry.seq} is no run`)
  return run
}

const shardIn = (ledger: string): string => ledger.slice('recorder/'.length)

export function runItem(sealed: Sealed) {
  const run = completionIn(sealed)
  const { entry } = sealed
  return {
    run_id: entry.run,
    shard: shardIn(entry.ledger),
    started_at: textIn(run, 'started_at'),
    finished_at: textIn(run, 'finished_at'),
    listed: Number(textIn(run, 'listed')),
    unobservable: Number(textIn(run, 'unobservable')),
    skipped: Number(textIn(run, 'skipped')),
    entries: Number(textIn(run, 'entries')),
    evidence: entry.evidence,
    configuration: optionalTextIn(run, 'configuration'),
    not_seen: run.data['not_seen'] ?? [],
    suspected: run.data['suspected'] ?? [],
    // As the entry has them: these a reader may prove.
    sources: run.data['sources'] ?? [],
    sources_unlisted: run.data['sources_unlisted'] ?? [],
    not_covered: run.data['not_covered'] ?? [],
    coverage: run.data['coverage'] ?? [],
    schedule_too_slow: run.data['schedule_too_slow'] ?? [],
  }
}

async function shardsOf({ overviews }: RunPorts): Promise<readonly string[]> {
  const shards = (await overviews.all()).map(({ shard }) => `recorder/${shard}`)
  // A ledger of runs that no overview names, because `work` was lost, begins with shard 0.
  return [...new Set([...shards, 'recorder/0'])].toSorted()
}

async function shardAt({ ledger }: RunPorts, name: string, below: number | undefined): Promise<Shard> {
  const seq = below ?? (await ledger.head(name))?.entry.seq ?? 0
  return advance({ name, rest: entriesWith(ledger, name, ['run-completed'], seq) })
}

async function advance({ name, rest }: Pick<Shard, 'name' | 'rest'>): Promise<Shard> {
  return { name, rest, next: (await rest.next()).value }
}

function isLater(a: Shard, b: Shard | undefined): boolean {
  if (a.next === undefined) return false
  return b?.next === undefined || a.next.entry.at > b.next.entry.at
}
