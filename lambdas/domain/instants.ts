import { type Instant, instant } from './instant.ts'

/** As `instant`, whose text is made once where the same millisecond is asked for again and again: a poll asks four times, its neighbours too. */
export function createInstants(): (unixMs: number) => Instant {
  let lastMs = Number.NaN
  let last = instant(0)
  return (unixMs) => {
    if (unixMs !== lastMs) {
      last = instant(unixMs)
      lastMs = unixMs
    }
    return last
  }
}
