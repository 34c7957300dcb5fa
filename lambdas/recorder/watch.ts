import type { Clock } from '../domain/clock.ts'
import type { UnobservableReason } from '../domain/observation.ts'
import type { Overview, OverviewRow } from '../domain/overview.ts'
import { isPattern } from '../domain/pattern.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Configuration, policyFor, type Source } from './configuration/configuration.ts'
import { watchedPipelines } from './configuration/watch-list.ts'
import { type Heads, headsOf } from './heads.ts'
import { OVERDUE, type SourceTasks, type WatchedTask } from './poll-all.ts'
import { settlesWithin } from './settles-within.ts'
import { createShared } from './shared-question.ts'
import { askList, type KeptList, type ListPorts } from './source-lists.ts'

/** A source whose list could not be had: its patterns keep the names they last matched, and what only a list says is not known. */
export interface Unlisted {
  readonly source: string
  readonly reason: UnobservableReason
}

export interface Watched {
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

/** One source's part in it. */
export interface WatchedSource extends SourceTasks, Pick<Watched, 'unlisted' | 'notCovered' | 'removed'> {
  readonly kept: KeptList
  /** Names that its patterns match now. */
  readonly matched: readonly string[]
}

interface Ports extends ListPorts {
  readonly ledger: Ledger
  readonly clock: Clock
}

/**
 * Which pipelines this run asks, of each source from when its list is there or given up: one that hangs holds up no other. Reads the heads
 * of all that are known before it asks any source for its list.
 */
export async function watchSources(
  ports: Ports,
  configuration: Configuration,
  before: Overview | undefined,
  isMine: IsMine,
): Promise<readonly Promise<WatchedSource>[]> {
  const rows = new Map(before?.rows.map((row) => [row.ledger, row]))
  const known = configuration.sources.flatMap((source) =>
    watchedPipelines(source, undefined, before?.matched[source.name] ?? [])
      .filter((name) => isMine(source.name, name))
      .map((name) => `${source.name}/${name}`),
  )
  const heads = await headsOf(ports.ledger, known)
  return configuration.sources.map((source) =>
    watchSource(ports, configuration, source, before?.matched[source.name] ?? [], { rows, heads, isMine }),
  )
}

/** What all sources together come to. */
export function watchedOf(sources: readonly WatchedSource[], before: Overview | undefined): Watched {
  const removed = sources.flatMap((source) => source.removed)
  const tasks = sources.flatMap((source) => source.tasks)
  const covered = new Set([...tasks, ...removed].map(({ ledger }) => ledger))
  return {
    removed,
    unlisted: sources.flatMap(({ unlisted }) => unlisted),
    lists: sources.map(({ source, kept }) => ({ ...kept, source })),
    notCovered: sources.flatMap(({ notCovered }) => notCovered),
    unwatched: (before?.rows ?? []).filter(({ ledger }) => !covered.has(ledger)),
    matched: Object.fromEntries(sources.map(({ source, matched }) => [source, matched])),
  }
}

interface Before {
  readonly rows: ReadonlyMap<string, OverviewRow>
  readonly heads: Heads
  readonly isMine: IsMine
}

/** The source's list is kept together with its pipelines' own answers; but nobody's waits for a list that takes too long. */
async function listOf(ports: Ports, ask: () => Promise<KeptList>) {
  const listed = ports.evidence.expecting()
  try {
    const asked = ask()
    if (!(await settlesWithin(ports.clock, OVERDUE.afterMs, asked))) listed.hangs()
    return { kept: await asked, listed }
  } catch (error) {
    listed.arrived()
    throw error
  }
}

async function watchSource(
  ports: Ports,
  configuration: Configuration,
  source: Source,
  lastMatched: readonly string[],
  { rows, heads, isMine }: Before,
): Promise<WatchedSource> {
  const ask = createShared(() => askList(ports, source, configuration.policy.lockForMs))
  const { kept, listed: expected } = await listOf(ports, ask)
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
    source: source.name,
    kept,
    listed: expected,
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
