import type { UnobservableReason } from '../domain/observation.ts'
import type { Overview, OverviewRow } from '../domain/overview.ts'
import type { Sealed } from '../domain/sealing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Configuration, policyFor, type Source } from './configuration.ts'
import type { WatchedTask } from './poll-all.ts'
import { createSlots } from './slots.ts'
import { askList, createShared, type KeptList, type ListPorts } from './source-lists.ts'
import { isPattern, watchedPipelines } from './watch-list.ts'

/** A source whose list could not be had: its patterns keep the names they last matched, and what only a list says is not known. */
export interface Unlisted {
  readonly source: string
  readonly reason: UnobservableReason
}

export interface Watched {
  readonly tasks: readonly WatchedTask[]
  readonly unlisted: readonly Unlisted[]
  /** Per source whether its list was answered at all, and where the answer is kept. */
  readonly lists: readonly (Pick<KeptList, 'cited' | 'list' | 'answered' | 'clockAheadMs'> & {
    readonly source: string
  })[]
  /** `source/name` of what a source lists and the configuration does not cover. */
  readonly notCovered: readonly string[]
  /** Rows of pipelines that the configuration names no more. */
  readonly unwatched: readonly OverviewRow[]
  /** Rows of pipelines that a pattern matched and that are recorded as removed: kept, and not asked for again. */
  readonly removed: readonly OverviewRow[]
  /** Per source the names that its patterns match now. */
  readonly matched: { readonly [source: string]: readonly string[] }
}

/** Whether this shard polls the pipeline. */
export type IsMine = (source: string, pipeline: string) => boolean

interface Ports extends ListPorts {
  readonly ledger: Ledger
}

// As many heads at once as pipelines are polled at once (poll-all.ts).
const HEADS_AT_ONCE = 50

/** Which pipelines this run asks. Reads the heads of all that are known before it asks the sources for their lists. */
export async function watch(
  ports: Ports,
  configuration: Configuration,
  before: Overview | undefined,
  isMine: IsMine,
): Promise<Watched> {
  const rows = new Map(before?.rows.map((row) => [row.ledger, row]))
  const known = configuration.sources.flatMap((source) =>
    watchedPipelines(source, undefined, before?.matched[source.name] ?? [])
      .filter((name) => isMine(source.name, name))
      .map((name) => `${source.name}/${name}`),
  )
  const heads = await headsOf(ports.ledger, known)
  const sources = await Promise.all(
    configuration.sources.map((source) =>
      watchSource(ports, configuration, source, before?.matched[source.name] ?? [], { rows, heads, isMine }),
    ),
  )
  const tasks = sources.flatMap((source) => source.tasks)
  const removed = sources.flatMap((source) => source.removed)
  const covered = new Set([...tasks, ...removed].map(({ ledger }) => ledger))
  return {
    tasks,
    removed,
    unlisted: sources.flatMap(({ unlisted }) => unlisted),
    lists: sources.map(({ source, kept }) => ({ ...kept, source: source.name })),
    notCovered: sources.flatMap(({ notCovered }) => notCovered),
    unwatched: [...rows.values()].filter(({ ledger }) => !covered.has(ledger)),
    matched: Object.fromEntries(sources.map(({ source, matched }) => [source.name, matched])),
  }
}

async function headsOf(
  ledger: Ledger,
  names: readonly string[],
): Promise<ReadonlyMap<string, { readonly sealed: Sealed | undefined }>> {
  const slots = createSlots({ inAll: HEADS_AT_ONCE, perHost: HEADS_AT_ONCE })
  const heads = await Promise.all(
    names.map((name) =>
      slots.run('ledger', async () => {
        // One that cannot be read is read again, and fails, where its pipeline is polled: the others are not held up.
        const head = await ledger.head(name).then(
          (sealed) => ({ sealed }),
          () => undefined,
        )
        return head === undefined ? [] : [[name, head] as const]
      }),
    ),
  )
  return new Map(heads.flat())
}

interface Before {
  readonly rows: ReadonlyMap<string, OverviewRow>
  readonly heads: ReadonlyMap<string, { readonly sealed: Sealed | undefined }>
  readonly isMine: IsMine
}

async function watchSource(
  ports: Ports,
  configuration: Configuration,
  source: Source,
  lastMatched: readonly string[],
  { rows, heads, isMine }: Before,
) {
  const ask = createShared(() => askList(ports, source, configuration.policy.lockForMs))
  const kept = await ask()
  const { list } = kept
  if (list.kind === 'not-had')
    ports.log({ name: 'source-unlisted', source: source.name, reason: list.reason, detail: list.detail })
  const listed = list.kind === 'had' ? list.pipelines.map(({ name }) => name) : undefined
  const mine = (name: string): boolean => isMine(source.name, name)
  const present = watchedPipelines(source, listed, lastMatched).filter(mine)
  const isPresent = new Set(present)
  const named = new Set(source.pipelines.filter((name) => !isPattern(name)))
  // What a pattern matched and a complete list lacks is looked for once more: only its own answer says that it is gone.
  const lost = watchedPipelines(source, undefined, lastMatched).filter(
    (name) => mine(name) && !isPresent.has(name),
  )
  const isRemoved = (name: string): boolean => rows.get(`${source.name}/${name}`)?.outcome === 'removed'
  const names = [...present, ...lost.filter((name) => !isRemoved(name))]
  return {
    source,
    kept,
    tasks: names.map((name) => taskOf(name)),
    removed: lost.filter(isRemoved).flatMap((name) => rows.get(`${source.name}/${name}`) ?? []),
    matched: [...names, ...lost.filter(isRemoved)].filter((name) => !named.has(name)),
    unlisted: list.kind === 'had' ? [] : [{ source: source.name, reason: list.reason }],
    notCovered: (listed ?? [])
      .filter((name) => mine(name) && !isPresent.has(name))
      .map((name) => `${source.name}/${name}`),
  }

  function taskOf(pipeline: string): WatchedTask {
    const ledger = `${source.name}/${pipeline}`
    const head = heads.get(ledger)
    return {
      ledger,
      source: source.name,
      pipeline,
      policy: policyFor(configuration, source.name, pipeline),
      row: rows.get(ledger),
      from: source,
      list: kept,
      askList: ask,
      ...(head === undefined ? {} : { head }),
    }
  }
}
