import { sha256Hex } from '../../domain/canonical.ts'
import { type Instant, unixMs } from '../../domain/instant.ts'

/**
 * Whether a pipeline's feed is to be asked for though nothing calls for it: once in each span of `feedEvery` (policy), whether it was had or not.
 * Each pipeline's spans begin at another time, by its name: what was watched from the same moment on is not all asked in one run.
 */
export function isFeedsTurn(
  ledger: string,
  feedEveryMs: number | null,
  askedAt: Instant | null,
  now: Instant,
): boolean {
  if (feedEveryMs === null) return false
  if (askedAt === null) return true
  const phaseMs = Number.parseInt(sha256Hex(Buffer.from(ledger)).slice(0, 12), 16) % feedEveryMs
  const spanOf = (at: Instant): number => Math.floor((unixMs(at) + phaseMs) / feedEveryMs)
  return spanOf(now) > spanOf(askedAt)
}
