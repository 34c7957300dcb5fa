import { bornAt, type CheckpointMetadata } from '../checkpoint.ts'
import { type Instant, instant, unixMs } from '../instant.ts'
import { percent, wholeSeconds } from './period.ts'

/** The longest time in which no checkpoint was begun, by the times in the UUIDs. */
export interface LongestGap {
  readonly seconds: number | null
  readonly from: Instant | null
  readonly to: Instant | null
}

/** When the checkpoints of a period were begun, by the times in their UUIDs (version 7): 8 bytes of memory each. */
export interface Births {
  readonly add: (checkpoint: Pick<CheckpointMetadata, 'uuid'>) => void
  readonly untimed: () => number
  readonly longestGap: () => LongestGap
  /**
   * Per cent of [since, until) in which the newest checkpoint was younger than `staleAfterMs`. Where there is none yet, it is
   * counted from `since`, as `checkpoints-stale` is.
   */
  readonly withinObjective: (since: Instant, until: Instant, staleAfterMs: number) => number | null
}

/** `before`: the newest that was recorded before the period; the first gap begins with it. */
export function birthsAfter(before: Pick<CheckpointMetadata, 'uuid'> | null): Births {
  const first = before === null ? undefined : bornAt(before.uuid)
  const firstMs = first === undefined ? Number.NEGATIVE_INFINITY : unixMs(first)
  const timesMs: number[] = first === undefined ? [] : [firstMs]
  let untimed = 0
  let sorted = true
  const inOrder = (): readonly number[] => {
    if (!sorted) timesMs.sort((a, b) => a - b)
    sorted = true
    return timesMs
  }
  return {
    add: ({ uuid }) => {
      const born = bornAt(uuid)
      if (born === undefined) untimed += 1
      // Older than what was known before: between the two stand others, recorded earlier.
      else if (unixMs(born) > firstMs) {
        timesMs.push(unixMs(born))
        sorted = false
      }
    },
    untimed: () => untimed,
    longestGap: () => longestGapIn(inOrder()),
    withinObjective: (since, until, staleAfterMs) => {
      const [startMs, endMs] = [unixMs(since), unixMs(until)]
      return percent(endMs - startMs - staleMs(inOrder(), startMs, endMs, staleAfterMs), endMs - startMs)
    },
  }
}

function longestGapIn(timesMs: readonly number[]): LongestGap {
  let longest = { ms: -1, from: 0, to: 0 }
  for (let i = 1; i < timesMs.length; i += 1) {
    const [from, to] = [timesMs[i - 1] ?? 0, timesMs[i] ?? 0]
    if (to - from > longest.ms) longest = { ms: to - from, from, to }
  }
  if (longest.ms < 0) return { seconds: null, from: null, to: null }
  return { seconds: wholeSeconds(longest.ms), from: instant(longest.from), to: instant(longest.to) }
}

/** How long, from `startMs` to `endMs`, the newest checkpoint was older than allowed. */
function staleMs(timesMs: readonly number[], startMs: number, endMs: number, staleAfterMs: number): number {
  const known = timesMs.some((ms) => ms <= startMs) ? timesMs : [startMs, ...timesMs]
  return known.reduce((sum, bornMs, i) => {
    const nextMs = Math.min(known[i + 1] ?? endMs, endMs)
    return sum + Math.max(0, nextMs - Math.max(bornMs + staleAfterMs, startMs))
  }, 0)
}
