import { type Instant, unixMs } from '../instant.ts'
import { overlapMs, type Period } from './period.ts'

export interface Interval {
  readonly since: Instant
  readonly until: Instant
}

/** The times that the intervals cover together within the period: no moment counts twice. */
export function together(
  period: Period,
  intervals: readonly Interval[],
): { readonly ms: number; readonly longestMs: number } {
  const inside = intervals
    .filter(({ since, until }) => overlapMs(period, since, until) > 0)
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))
  let [ms, longestMs] = [0, 0]
  let now: Interval | undefined
  const close = (): void => {
    const length = now === undefined ? 0 : overlapMs(period, now.since, now.until)
    ms += length
    longestMs = Math.max(longestMs, length)
  }
  for (const next of inside) {
    if (now !== undefined && unixMs(next.since) <= unixMs(now.until)) {
      if (next.until > now.until) now = { since: now.since, until: next.until }
      continue
    }
    close()
    now = next
  }
  close()
  return { ms, longestMs }
}
