import { counted, measured, type Writing } from '../domain/log-line.ts'
import type { RunResult } from './run-result.ts'
import type { StoresResult } from './stores/stores-entry.ts'

/** Everything the recorder logs: one JSON line each. Alarms filter on `name`; never a token, a header or a body. */
export type RecorderLine =
  | ({ readonly name: 'run-completed' } & RunResult)
  | { readonly name: 'pipeline-failed'; readonly pipeline: string; readonly error: string }
  | { readonly name: 'pipeline-skipped'; readonly pipeline: string }
  | { readonly name: 'observation-discarded'; readonly pipeline: string }
  | {
      readonly name: 'source-unlisted'
      readonly source: string
      readonly reason: string
      readonly detail: string
    }
  /** `pipelines`: how many; the one named is among those that fare worst. */
  | {
      readonly name: 'schedule-too-slow'
      readonly pipeline: string
      readonly checkpointSeconds: number
      readonly feed: boolean
      readonly pipelines: number
    }
  | { readonly name: 'overview-unreadable'; readonly shard: string; readonly error: string }
  | { readonly name: 'configuration-not-kept'; readonly hash: string; readonly error: string }
  /** Other bytes stand under a name that is written once. */
  | { readonly name: 'archive-forked'; readonly object: string }
  /** A witness that contradicts the log: it has cosigned a larger tree than the archive has, or one that this one does not go on from. */
  | {
      readonly name: 'log-forked'
      readonly witness: string
      readonly size: string
      readonly why: string
    }
  /** It did not cosign: the next tree is shown to it. */
  | { readonly name: 'witness-silent'; readonly witness: string; readonly why: string }
  | { readonly name: 'witnessing-failed'; readonly error: string }
  /** The parts of a tick are on their way to their shards. */
  | { readonly name: 'shards-sent'; readonly tick: string; readonly shards: number }
  /** A part of a tick could not be done: it comes back, and at last is a dead letter. */
  | { readonly name: 'shard-failed'; readonly message: string; readonly error: string }
  /** A shard has not finished a run for three periods. */
  | { readonly name: 'shard-late'; readonly shard: string; readonly finishedAt: string }
  /** A part of a tick that was done already, or that came too late to be worth doing. */
  | {
      readonly name: 'shard-tick-repeated' | 'shard-tick-stale'
      readonly shard: string
      readonly tick: string
    }
  /** Stores that were due; what could not be read is an alert's to say. */
  | ({ readonly name: 'stores-checked' } & StoresResult)
  /** Ledger, archive or work table failed for this store, or refuses its copies: something was not recorded or not kept. */
  | { readonly name: 'store-failed'; readonly store: string; readonly error: string }
  /** It was retired or written again while it was copied: the store's next check tells. `uuid`: the newest of so many. */
  | {
      readonly name: 'copy-not-kept'
      readonly store: string
      readonly uuid: string
      readonly copies: number
      readonly why: string
    }
  | { readonly name: 'list-not-kept'; readonly source: string; readonly error: string }
  /** What the run recorded is not in the signed log; the next one tries again. `entries`: how many the run has recorded. */
  | { readonly name: 'log-not-grown'; readonly entries: number; readonly error: string }
  /** The source refuses our credentials, or they could not be read: of so many pipelines nothing is seen. */
  | {
      readonly name: 'source-unauthorized'
      readonly source: string
      readonly reason: string
      readonly pipelines: number
    }
  /** The watcher outside was not told; he notices by himself. */
  | { readonly name: 'ping-failed'; readonly outcome: 'completed' | 'failed'; readonly reason: string }
  /** The recorder did not find a made-up loss: it would find no real one. */
  | { readonly name: 'rehearsal-failed' }
  /** A rehearsal was recorded ten minutes ago or more, and the record has no receipt of its message. */
  | { readonly name: 'rehearsal-untold'; readonly test: string; readonly askedAt: string }
  /** By what its answer says of the time, the source's clock is so far ahead of ours; behind it where negative. */
  | { readonly name: 'clock-offset'; readonly source: string; readonly seconds: number }

export type RecorderLog = (line: RecorderLine) => void

/** Counted for the watchers' alarms (infra/alarms.ts): completed runs by their absence, failing pipelines by their number. */
export function withMetric(line: RecorderLine, writing: Writing): object {
  switch (line.name) {
    case 'run-completed':
      return measured(line, figuresOf(line), writing)
    case 'stores-checked':
      return measured(line, storeFiguresOf(line), writing)
    case 'log-not-grown':
      return measured(line, { EntriesUnsequenced: line.entries }, writing)
    default: {
      const metric = METRICS[line.name]
      return metric === null ? line : counted(line, metric, writing)
    }
  }
}

type Measured = 'run-completed' | 'stores-checked' | 'log-not-grown'

/** As what each line is counted; null: nobody is woken by it. */
const METRICS: { readonly [name in Exclude<RecorderLine['name'], Measured>]: string | null } = {
  'store-failed': 'StoreFailed',
  'archive-forked': 'ArchiveForked',
  'log-forked': 'LogForked',
  'witness-silent': 'WitnessSilent',
  'witnessing-failed': 'WitnessSilent',
  'shard-failed': 'ShardFailed',
  'shard-late': 'ShardLate',
  'pipeline-failed': 'PipelineFailed',
  'source-unauthorized': 'SourceUnauthorized',
  'rehearsal-failed': 'RehearsalUntold',
  'rehearsal-untold': 'RehearsalUntold',
  'clock-offset': 'ClockOffset',
  'pipeline-skipped': null,
  'observation-discarded': null,
  'source-unlisted': null,
  'schedule-too-slow': null,
  'overview-unreadable': null,
  'configuration-not-kept': null,
  'shards-sent': null,
  'shard-tick-repeated': null,
  'shard-tick-stale': null,
  'copy-not-kept': null,
  'list-not-kept': null,
  'ping-failed': null,
}

function storeFiguresOf({ stores }: StoresResult): { readonly [metric: string]: number } {
  return {
    StoresChecked: stores.checked,
    StoresUnanswered: stores.unanswered,
    StoresDeferred: stores.deferred,
  }
}

/** Counts of one run; of the shards of one tick they add up. */
function figuresOf({ pipelines, alerts, entries, events }: RunResult): { readonly [metric: string]: number } {
  return {
    RunCompleted: 1,
    PipelinesListed: pipelines.listed,
    PipelinesUnobservable: pipelines.unobservable,
    PipelinesSkipped: pipelines.skipped,
    AlertsFiring: alerts.firing,
    EntriesRecorded: entries,
    CoverageGaps: events['coverage-gap'] ?? 0,
  }
}
