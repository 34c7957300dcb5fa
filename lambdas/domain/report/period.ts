import { type Instant, instant, unixMs } from '../instant.ts'

/** A half-open period [from, to); what it holds is what had been recorded by `to`. */
export interface Period {
  readonly from: Instant
  readonly to: Instant
}

// An entry bears the time of the answer it rests on and is appended later: after confirmations, within the longest run (5 min in AWS).
const SETTLES_AFTER_MS = 15 * 60_000
const LAST_MS = 253_402_300_799_999

/** From when on no entry can come any more that bears a time before `to`: what is reported earlier may still change. */
export function settledAt(to: Instant): Instant {
  return instant(Math.min(unixMs(to) + SETTLES_AFTER_MS, LAST_MS))
}

/** Milliseconds of [since, until) that lie in the period. */
export function overlapMs(period: Period, since: Instant, until: Instant): number {
  const begin = since > period.from ? since : period.from
  const end = until < period.to ? until : period.to
  return Math.max(0, unixMs(end) - unixMs(begin))
}

export function earlierOf(a: Instant, b: Instant): Instant {
  return a < b ? a : b
}

/** Whole seconds: what is begun does not count. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000)
}

/** Per cent with one decimal, rounded down, so that 100 means all of it; null where there is no whole. */
export function percent(partMs: number, wholeMs: number): number | null {
  if (wholeMs <= 0) return null
  const part = BigInt(Math.min(wholeMs, Math.max(0, Math.floor(partMs))))
  return Number((part * 1_000n) / BigInt(wholeMs)) / 10
}
