import { bornMs } from './checkpoint.ts'
import type { Listing } from './comparing/finding.ts'
import { TOGETHER_MS } from './comparing/hosts.ts'

/** Seconds between the newest two logical checkpoints; null where there are no two with a time. */
export function checkpointSeconds(listed: Listing): number | null {
  const births = listed.flatMap(({ uuid }) => bornMs(uuid) ?? [])
  const gaps = births.toSorted((a, b) => a - b).map((at, i, all) => at - (all[i - 1] ?? at))
  const gap = gaps.findLast((ms) => ms > TOGETHER_MS) ?? gaps.at(-1) ?? 0
  return births.length < 2 ? null : Math.round(gap / 1_000)
}

/**
 * Whether checkpoints can come and go between two runs: Feldera keeps two, so with two intervals or more from run to run
 * only the pipeline's own feed can tell of all of them (FELDERA §0).
 */
export function isTooSlow(everyMs: number | null, seconds: number | null): boolean {
  return everyMs !== null && seconds !== null && seconds > 0 && everyMs >= 2 * seconds * 1_000
}
