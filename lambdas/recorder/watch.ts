import type { Answer } from '../archive/evidence.ts'
import type { UnobservableReason } from '../domain/observation.ts'
import type { Overview } from '../domain/overview.ts'
import { type Configuration, policyFor, type Source } from './configuration.ts'
import type { RecorderLog } from './log.ts'
import type { SourceClient, WatchedTask } from './poll-all.ts'
import { isPattern, watchedPipelines } from './watch-list.ts'

/** The source's own list of its pipelines, with every answer that it took. */
export interface SourceList {
  readonly answers: readonly Answer[]
  readonly list:
    | { readonly kind: 'had'; readonly pipelines: readonly { readonly name: string }[] }
    | { readonly kind: 'not-had'; readonly reason: UnobservableReason; readonly detail: string }
}

/** A source whose list was wanted and could not be had: its patterns keep the names they last matched. */
export interface Unlisted {
  readonly source: string
  readonly reason: UnobservableReason
}

/** The answers of a source's list, to be kept as evidence. */
export interface ListAnswers {
  readonly source: string
  readonly answers: readonly Answer[]
}

export interface Watched {
  readonly listAnswers: readonly ListAnswers[]
  readonly tasks: readonly WatchedTask[]
  readonly unlisted: readonly Unlisted[]
  /** Per source the names that its patterns match now. */
  readonly matched: { readonly [source: string]: readonly string[] }
}

interface Ports {
  readonly feldera: SourceClient
  readonly log: RecorderLog
}

/** Which pipelines this run asks. A source is asked for its list where its configuration has a pattern. */
export async function watch(
  ports: Ports,
  configuration: Configuration,
  before: Overview | undefined,
): Promise<Watched> {
  const rows = new Map(before?.rows.map((row) => [row.ledger, row]))
  const sources = await Promise.all(
    configuration.sources.map((source) => watchSource(ports, source, before?.matched[source.name] ?? [])),
  )
  const tasks = sources.flatMap(({ source, names }) =>
    names.map((pipeline): WatchedTask => {
      const ledger = `${source.name}/${pipeline}`
      const policy = policyFor(configuration, source.name, pipeline)
      return { ledger, source: source.name, pipeline, policy, row: rows.get(ledger), from: source }
    }),
  )
  return {
    listAnswers: sources.flatMap(({ listAnswers }) => listAnswers),
    tasks,
    unlisted: sources.flatMap(({ unlisted }) => unlisted),
    matched: Object.fromEntries(sources.map(({ source, matched }) => [source.name, matched])),
  }
}

async function watchSource({ feldera, log }: Ports, source: Source, lastMatched: readonly string[]) {
  if (!source.pipelines.some(isPattern)) {
    return {
      source,
      names: watchedPipelines(source, undefined, []),
      matched: [],
      unlisted: [],
      listAnswers: [],
    }
  }
  const { answers, list } = await feldera.listPipelines(source)
  if (list.kind === 'not-had') {
    log({ name: 'source-unlisted', source: source.name, reason: list.reason, detail: list.detail })
  }
  const listed = list.kind === 'had' ? list.pipelines.map(({ name }) => name) : undefined
  const names = watchedPipelines(source, listed, lastMatched)
  const named = new Set(source.pipelines)
  return {
    source,
    names,
    listAnswers: [{ source: source.name, answers }],
    matched: names.filter((name) => !named.has(name)),
    unlisted: list.kind === 'had' ? [] : [{ source: source.name, reason: list.reason }],
  }
}
