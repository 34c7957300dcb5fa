import { canonical } from '../domain/canonical.ts'
import type { Draft } from '../domain/entry.ts'
import type { EventData } from '../domain/event.ts'
import { type Instant, instant } from '../domain/instant.ts'
import { countsOf, type PipelineOutcome } from './poll-all.ts'
import type { RunOptions } from './run.ts'
import type { Watched } from './watch.ts'

// A run is one entry whatever it covers; names beyond this stand in the evidence.
const MAX_NAMES = 100
// Of the 60,000 bytes of an entry, for each list; names and identifiers may be long.
const MAX_LIST_BYTES = 8_000
const MAX_INNER_BYTES = 1_000

interface RunFacts {
  readonly runId: string
  readonly startedAt: Instant
  readonly options: RunOptions
  readonly watched: Watched
  /** Sources whose list could not be kept as evidence. */
  readonly unkept: readonly string[]
  readonly outcomes: readonly PipelineOutcome[]
  readonly evidence: readonly string[]
  readonly ports: { readonly clock: { readonly now: () => number } }
}

/** The entry of a run: that we looked, what we could not see, and by which configuration. */
export function runDraft({
  runId,
  startedAt,
  options,
  watched,
  unkept,
  outcomes,
  evidence,
  ports,
}: RunFacts): Draft {
  const finishedAt = instant(ports.clock.now())
  const { listed, unobservable, skipped } = countsOf(outcomes)
  const data: { [key: string]: EventData } = {
    started_at: startedAt,
    finished_at: finishedAt,
    configuration: options.configurationHash,
    listed: String(listed),
    unobservable: String(unobservable),
    skipped: String(skipped),
    entries: String(sum(outcomes, ({ sealed }) => sealed.length) + 1),
    announcements: String(sum(outcomes, ({ announcements }) => announcements)),
    not_seen: bounded(notSeen(outcomes)),
    suspected: bounded(suspected(outcomes)),
    lists_not_kept: bounded(unkept),
    sources_unlisted: bounded(watched.unlisted.map(({ source, reason }) => ({ source, reason }))),
  }
  return {
    at: finishedAt,
    by: 'recorder',
    epoch: null,
    events: [{ kind: 'run-completed', severity: 'silent', data }],
    evidence,
    ledger: `recorder/${options.shard}`,
    run: runId,
  }
}

function notSeen(outcomes: readonly PipelineOutcome[]): readonly EventData[] {
  return outcomes.flatMap((outcome): readonly EventData[] => {
    const pipeline = outcome.task.ledger
    if (outcome.kind !== 'recorded') return [{ pipeline, reason: outcome.kind }]
    const { outcome: reason } = outcome.recorded.row
    return reason === 'observed' ? [] : [{ pipeline, reason }]
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

function bounded(items: readonly EventData[], maxBytes = MAX_LIST_BYTES): EventData {
  let bytes = 0
  const beyond = items.findIndex((item, i) => {
    bytes += Buffer.byteLength(canonical(item)) + 1
    return i >= MAX_NAMES || bytes > maxBytes
  })
  return beyond === -1 ? items : [...items.slice(0, beyond), { more: String(items.length - beyond) }]
}

function sum(outcomes: readonly PipelineOutcome[], of: (recorded: Recorded) => number): number {
  return outcomes.reduce(
    (total, outcome) => total + (outcome.kind === 'recorded' ? of(outcome.recorded) : 0),
    0,
  )
}

type Recorded = Extract<PipelineOutcome, { kind: 'recorded' }>['recorded']
