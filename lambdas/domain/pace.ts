import { bornMs } from './checkpoint.ts'
import type { Listing } from './comparing/finding.ts'
import { TOGETHER_MS } from './comparing/hosts.ts'

/** Seconds between the newest two logical checkpoints; null where there are no two with a time. */
export function checkpointSeconds(listed: Listing): number | null {
  const births: number[] = []
  for (const { uuid } of listed) {
    const at = bornMs(uuid)
    if (at !== undefined) births.push(at)
  }
  if (births.length < 2) return null
  births.sort((a, b) => b - a)
  const gapBehind = (i: number): number => (births[i] ?? 0) - (births[i + 1] ?? 0)
  let newest = 0
  while (newest < births.length - 1 && gapBehind(newest) <= TOGETHER_MS) newest += 1
  return Math.round(gapBehind(newest < births.length - 1 ? newest : 0) / 1_000)
}

/**
 * Whether checkpoints can come and go between two runs: Feldera keeps two, so with two intervals or more from run to run
 * only the pipeline's own feed can tell of all of them (FELDERA §0).
 */
export function isTooSlow(everyMs: number | null, seconds: number | null): boolean {
  return everyMs !== null && seconds !== null && seconds > 0 && everyMs >= 2 * seconds * 1_000
}
