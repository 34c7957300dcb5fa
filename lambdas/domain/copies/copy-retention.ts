import { bornAt, isTimed } from '../checkpoint.ts'
import { type Instant, unixMs } from '../instant.ts'
import type { Copy } from './copies.ts'

/** Feldera's own retention of a store: what is beyond both bounds is removed (`retention_min_count`, `retention_min_age`). */
export interface CopyRetention {
  readonly minCount: number
  readonly minAgeMs: number
}

// config.rs: retention_min_count 10, retention_min_age 30 days.
export const DEFAULT_RETENTION: CopyRetention = { minCount: 10, minAgeMs: 30 * 86_400_000 }

// The pipeline's clock says when it was made, ours how old it is: what differs by less is no loss.
const CLOCKS_DIFFER_MS = 10 * 60_000

/**
 * Whether retention explains that a copy is gone: so many newer ones are there that it was not among those to be kept, and
 * it is old enough. Of several hosts Feldera removes nothing (FELDERA §5.4): there nothing is explained.
 */
export function isRetired(
  copy: Copy,
  others: readonly Copy[],
  { minCount, minAgeMs }: CopyRetention,
  now: Instant,
): boolean {
  if (copy.host !== null) return false
  const newer = others.filter((other) => other.host === copy.host && isNewer(other, copy)).length
  return newer >= minCount && ageMs(copy, now) >= minAgeMs - CLOCKS_DIFFER_MS
}

/** By the pipeline's clock; where a UUID carries no time, since we first saw it. */
export function ageMs({ checkpoint, firstSeenAt }: Copy, now: Instant): number {
  return unixMs(now) - unixMs(bornAt(checkpoint.uuid) ?? firstSeenAt)
}

function isNewer(a: Copy, b: Copy): boolean {
  const [left, right] = [a.checkpoint.uuid, b.checkpoint.uuid]
  if (isTimed(left) && isTimed(right)) return left > right
  return a.firstSeenAt > b.firstSeenAt
}
