import { bornAt } from './checkpoint.ts'
import type { Listing } from './finding.ts'
import { groupsOf } from './hosts.ts'
import { unixMs } from './instant.ts'

/** Seconds between the newest two logical checkpoints; null where there are no two with a time. */
export function checkpointSeconds(listed: Listing): number | null {
  const births = groupsOf(listed).flatMap((group) => {
    const [first] = group
    const at = first === undefined ? undefined : bornAt(first.uuid)
    return at === undefined ? [] : [unixMs(at)]
  })
  const [before, newest] = births.slice(-2)
  return before === undefined || newest === undefined ? null : Math.round((newest - before) / 1_000)
}

/**
 * Whether checkpoints can come and go between two runs: Feldera keeps two, so with two intervals or more from run to run
 * only the pipeline's own feed can tell of all of them (FELDERA §0).
 */
export function isTooSlow(everyMs: number | null, seconds: number | null): boolean {
  return everyMs !== null && seconds !== null && seconds > 0 && everyMs >= 2 * seconds * 1_000
}
