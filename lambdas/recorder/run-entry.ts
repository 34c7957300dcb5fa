import type { Draft } from '../domain/entry.ts'
import type { EventData, LedgerEvent } from '../domain/event.ts'
import type { Instant } from '../domain/instant.ts'
import { severityOf } from '../domain/policy.ts'
import type { Sealed } from '../domain/sealing.ts'
import { countTold } from '../domain/telling/worth-telling.ts'
import { bounded } from './bounded.ts'
import { countsOf } from './counts.ts'
import type { FormatChange } from './format-watch.ts'
import type { PipelineOutcome } from './poll-all.ts'
import type { RunOptions } from './run.ts'
import type { TooSlow } from './run-result.ts'
import { type SourceList, TOLD_BY_LIST, type ToldByList } from './source-client.ts'
import type { Watched } from './watch.ts'

const MAX_INNER_BYTES = 1_000

interface RunFacts {
  readonly runId: string
  readonly startedAt: Instant
  readonly finishedAt: Instant
  readonly options: RunOptions
  readonly watched: Watched
  /** Sources whose list could not be kept as evidence. */
  readonly unkept: readonly string[]
  readonly outcomes: readonly PipelineOutcome[]
  readonly formatChanges: readonly FormatChange[]
  /** `configuration-changed`, where it was. */
  readonly changes: readonly LedgerEvent[]
  readonly tooSlow: readonly TooSlow[]
  /** Everything that this run has recorded of pipelines. */
  readonly sealed: readonly Sealed[]
  readonly evidence: readonly string[]
}

/** The entry of a run: that we looked, what we could not see, and by which configuration. */
export function runDraft(facts: RunFacts): Draft {
  const { runId, startedAt, finishedAt, options, watched, outcomes } = facts
  const { listed, unobservable, skipped } = countsOf(outcomes)
  const ownEvents = facts.formatChanges.map((change) => formatChanged(change, options))
  const told = facts.sealed.reduce((sum, { entry }) => sum + countTold(entry.events), 0)
  const data: { [key: string]: EventData } = {
    started_at: startedAt,
    finished_at: finishedAt,
    configuration: options.configurationHash,
    ...(options.part === undefined ? {} : partOf(options.part)),
    listed: String(listed),
    unobservable: String(unobservable),
    skipped: String(skipped),
    entries: String(facts.sealed.length + 1),
    announcements: String(told),
    not_seen: bounded(notSeen(outcomes)),
    suspected: bounded(suspected(outcomes)),
    lists_not_kept: bounded(facts.unkept),
    sources_unlisted: bounded(watched.unlisted.map(({ source, reason }) => ({ source, reason }))),
    sources: bounded(sourcesOf(facts)),
    not_covered: bounded(watched.notCovered.map((pipeline) => ({ pipeline }))),
    coverage: bounded(coverageOf(outcomes)),
    schedule_too_slow: bounded(
      facts.tooSlow.map(({ pipeline, checkpointSeconds, feed }) => ({
        pipeline,
        checkpoint_seconds: String(checkpointSeconds),
        feed,
      })),
    ),
  }
  return {
    at: finishedAt,
    by: 'recorder',
    epoch: null,
    events: [...facts.changes, ...ownEvents, { kind: 'run-completed', severity: 'silent', data }],
    evidence: facts.evidence,
    ledger: `recorder/${options.shard}`,
    run: runId,
  }
}

/** Which part of which tick it was. */
function partOf({ tick, shares }: NonNullable<RunOptions['part']>): { readonly [key: string]: EventData } {
  const texts = shares.map(({ source, part, parts }) => ({
    source,
    part: String(part),
    parts: String(parts),
  }))
  return { tick, shares: texts }
}

/** Of several sources at once the general policy decides: no override can match the run. */
function formatChanged(
  { source, format, pipelines }: FormatChange,
  { configuration }: RunOptions,
): LedgerEvent {
  const kind = 'fingerprint-format-changed'
  const data = {
    source,
    format,
    pipelines: bounded(pipelines),
    count: String(pipelines.length),
  }
  return { kind, severity: severityOf(configuration.policy, kind), data }
}

/** Per source how much of it was seen, whether its list was there to explain what is gone, and what is therefore not known. */
function sourcesOf({ options, watched, outcomes }: RunFacts): readonly EventData[] {
  return options.configuration.sources.map(({ name, url }) => {
    const its = outcomes.filter(({ task }) => task.source === name)
    const list = watched.unlisted.find(({ source }) => source === name)?.reason ?? 'had'
    const notKnown = notKnownOf(watched.lists.find(({ source }) => source === name)?.list)
    return {
      source: name,
      host: new URL(url).host,
      watched: String(its.length),
      unobservable: String(countsOf(its).unobservable),
      list,
      ...(notKnown.length === 0 ? {} : { not_known: notKnown }),
    }
  })
}

function notKnownOf(list: SourceList['list'] | undefined): readonly ToldByList[] {
  return list?.kind === 'had' ? (list.lacks ?? []) : TOLD_BY_LIST
}

function coverageOf(outcomes: readonly PipelineOutcome[]): readonly EventData[] {
  return outcomes.flatMap((outcome) => {
    const percent = outcome.kind === 'recorded' ? outcome.recorded.row.coverage : null
    return percent === null || percent === 100
      ? []
      : [{ pipeline: outcome.task.ledger, percent: percent.toFixed(1) }]
  })
}

function notSeen(outcomes: readonly PipelineOutcome[]): readonly EventData[] {
  return outcomes.flatMap((outcome): readonly EventData[] => {
    const pipeline = outcome.task.ledger
    if (outcome.kind !== 'recorded') return [{ pipeline, reason: outcome.kind }]
    const { outcome: reason } = outcome.recorded.row
    return reason === 'observed' || reason === 'removed' ? [] : [{ pipeline, reason }]
  })
}

/** What was suspected and not confirmed: nothing was recorded of it, the next run asks again. */
function suspected(outcomes: readonly PipelineOutcome[]): readonly EventData[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'recorded' && outcome.recorded.row.open.length > 0
      ? [{ pipeline: outcome.task.ledger, suspicions: bounded(outcome.recorded.row.open, MAX_INNER_BYTES) }]
      : [],
  )
}
