import type { Entry } from '../entry.ts'
import { instantIn, textIn } from '../event-data.ts'
import { type Instant, unixMs } from '../instant.ts'
import { type Period, wholeSeconds } from './period.ts'

/** What one shard of the recorder did in the period, from the entries of its runs. */
export interface RunFigures {
  readonly shard: string
  /** Runs that left an entry. */
  readonly done: number
  /** Of those that left an entry: such as looked at nothing though there was something to look at. */
  readonly failed: number
  /** Done and missed; null where no schedule shows in the record. */
  readonly expected: number | null
  /** How many more the schedule would have made in the times between runs, and from the last one to the end of a period that is over. */
  readonly missed: number | null
  /** The schedule as the record shows it: the median of the time between two runs' starts. */
  readonly period_seconds: number | null
  readonly longest_between_seconds: number | null
  readonly longest_between_from: Instant | null
  readonly longest_between_to: Instant | null
  readonly first_at: Instant | null
  readonly last_at: Instant | null
  /** Looks at single pipelines, over all runs. */
  readonly looks_listed: number
  readonly looks_unobservable: number
  readonly looks_skipped: number
  /** Runs that could not see some pipeline. */
  readonly runs_with_unseen: number
}

export interface RunFold {
  readonly add: (entry: Entry) => void
  readonly figures: (isOver: boolean) => RunFigures
}

/** `before`: the last runs before the period, oldest first: the schedule where the period has too few of its own. */
export function runFold(period: Period, shard: string, before: readonly Entry[]): RunFold {
  const startsBefore = before.flatMap(startsIn)
  const betweenMs: number[] = []
  let last = startsBefore.at(-1)
  let longest: { readonly from: Instant; readonly to: Instant; readonly ms: number } | null = null
  let [first_at, last_at]: [Instant | null, Instant | null] = [null, null]
  let [done, failed, listed, unobservable, skipped, unseen] = [0, 0, 0, 0, 0, 0]
  const pass = (from: Instant, to: Instant): void => {
    const ms = Math.max(0, unixMs(to) - unixMs(from))
    betweenMs.push(ms)
    if (longest === null || ms > longest.ms) longest = { from, to, ms }
  }
  return {
    add: (entry) => {
      const run = entry.events.find(({ kind }) => kind === 'run-completed')
      if (run === undefined) return
      const startedAt = instantIn(run, 'started_at')
      const [notSeen, passedOver] = [Number(textIn(run, 'unobservable')), Number(textIn(run, 'skipped'))]
      const seen = Number(textIn(run, 'listed'))
      done += 1
      failed += seen === 0 && notSeen === 0 && passedOver > 0 ? 1 : 0
      listed += seen
      unobservable += notSeen
      skipped += passedOver
      unseen += notSeen + passedOver > 0 ? 1 : 0
      if (last !== undefined) pass(last, startedAt)
      last = startedAt
      first_at ??= entry.at
      last_at = entry.at
    },
    figures: (isOver) => {
      const own = betweenMs.length
      // What follows the last run is no sample of the schedule, but a time in which it did not run.
      if (isOver && last !== undefined) pass(last, period.to)
      const sample =
        own >= 3 ? betweenMs.slice(0, own) : [...differences(startsBefore), ...betweenMs.slice(0, own)]
      const periodMs = median(sample)
      const missed =
        periodMs === null || periodMs === 0
          ? null
          : betweenMs.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / periodMs) - 1), 0)
      return {
        shard,
        done,
        failed,
        expected: missed === null ? null : done + missed,
        missed,
        period_seconds: periodMs === null ? null : periodMs / 1_000,
        longest_between_seconds: longest === null ? null : wholeSeconds(longest.ms),
        longest_between_from: longest?.from ?? null,
        longest_between_to: longest?.to ?? null,
        first_at,
        last_at,
        looks_listed: listed,
        looks_unobservable: unobservable,
        looks_skipped: skipped,
        runs_with_unseen: unseen,
      }
    },
  }
}

function startsIn(entry: Entry): readonly Instant[] {
  return entry.events.flatMap((event) =>
    event.kind === 'run-completed' ? [instantIn(event, 'started_at')] : [],
  )
}

function differences(starts: readonly Instant[]): readonly number[] {
  return starts.slice(1).map((start, i) => Math.max(0, unixMs(start) - unixMs(starts[i] ?? start)))
}

/** The lower of the middle two where there are two. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? null
}
