import { EVENT_KINDS, type EventKind } from '../domain/event.ts'
import { isTooSlow } from '../domain/pace.ts'
import type { Sealed } from '../domain/sealing.ts'
import { countsOf } from './counts.ts'
import type { PipelineOutcome } from './poll-all.ts'

/** A pipeline of which two runs share nothing; without its feed, some checkpoints are never seen. */
export interface TooSlow {
  readonly pipeline: string
  readonly checkpointSeconds: number
  readonly feed: boolean
}

export interface RunResult {
  readonly runId: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly pipelines: { readonly listed: number; readonly unobservable: number; readonly skipped: number }
  /** Events recorded by this run, its own included. */
  readonly events: { readonly [kind in EventKind]?: number }
  readonly alerts: { readonly firing: number }
  readonly entries: number
}

/** Pipelines that make checkpoints faster than this schedule can see all of them by itself. */
export function slowlyPolled(
  outcomes: readonly PipelineOutcome[],
  everyMs: number | null,
): readonly TooSlow[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'recorded') return []
    const { ledger, checkpointSeconds, tracedAt } = outcome.recorded.row
    if (checkpointSeconds === null || !isTooSlow(everyMs, checkpointSeconds)) return []
    return [{ pipeline: ledger, checkpointSeconds, feed: tracedAt !== null }]
  })
}

export function resultOf(
  times: Pick<RunResult, 'runId' | 'startedAt' | 'finishedAt'>,
  outcomes: readonly PipelineOutcome[],
  sealed: readonly Sealed[],
  firing: number,
): RunResult {
  return {
    ...times,
    pipelines: countsOf(outcomes),
    events: eventCounts(sealed),
    alerts: { firing },
    entries: sealed.length,
  }
}

/** How many events of each kind the entries hold. */
export function eventCounts(sealed: readonly Sealed[]): RunResult['events'] {
  const counts: { [kind in EventKind]?: number } = {}
  for (const { kind } of sealed.flatMap(({ entry }) => entry.events)) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** What the shards of one tick came to, as one result. Throws for none. */
export function allOf(results: readonly RunResult[]): RunResult {
  const [first, ...others] = results
  if (first === undefined) throw new Error('a tick without any shard')
  return others.reduce(
    (sum, one) => ({
      runId: sum.runId,
      startedAt: sum.startedAt < one.startedAt ? sum.startedAt : one.startedAt,
      finishedAt: sum.finishedAt > one.finishedAt ? sum.finishedAt : one.finishedAt,
      pipelines: {
        listed: sum.pipelines.listed + one.pipelines.listed,
        unobservable: sum.pipelines.unobservable + one.pipelines.unobservable,
        skipped: sum.pipelines.skipped + one.pipelines.skipped,
      },
      events: added(sum.events, one.events),
      alerts: { firing: sum.alerts.firing + one.alerts.firing },
      entries: sum.entries + one.entries,
    }),
    first,
  )
}

export function added(a: RunResult['events'], b: RunResult['events']): RunResult['events'] {
  const sum: { [kind in EventKind]?: number } = { ...a }
  for (const kind of EVENT_KINDS) {
    const count = b[kind]
    if (count !== undefined) sum[kind] = (sum[kind] ?? 0) + count
  }
  return sum
}
