import { formatDuration } from '../duration.ts'
import { type Instant, unixMs } from '../instant.ts'
import type { Copies, Copy } from './copies.ts'
import { type CopyEvent, copyEvent, mended } from './copy-event.ts'
import { ageMs } from './copy-retention.ts'

/** Whether the store still belongs to the pipeline: told once for each other owner. */
export function ownership(
  { owner: first, otherOwner: told }: Copies,
  seen: string | null,
  expected: string | null,
): readonly CopyEvent[] {
  const from = expected ?? first
  // That nobody is named does not say that it is another.
  if (seen === null) return []
  if (from === null || seen === from)
    return told === null ? [] : [mended('owner-changed', undefined, { owner: seen })]
  return seen === told ? [] : [copyEvent('owner-changed', undefined, { from, to: seen })]
}

/** Whether the newest copy is older than it may be: told once, until a newer one is there. */
export function lateness(
  { since, isLate }: Copies,
  copies: readonly Copy[],
  staleAfterMs: number | null,
  at: Instant,
): readonly CopyEvent[] {
  // Of several hosts the one that lags behind: without its part there is nothing to restore.
  const oldest = newestEach(copies, at).toSorted((a, b) => ageMs(b, at) - ageMs(a, at))[0]
  const age = oldest === undefined ? unixMs(at) - unixMs(since) : ageMs(oldest, at)
  const data = { newest: oldest?.checkpoint.uuid ?? null, age_seconds: String(Math.floor(age / 1_000)) }
  if (staleAfterMs === null || age <= staleAfterMs)
    return isLate ? [mended('copy-late', undefined, data)] : []
  if (isLate) return []
  return [copyEvent('copy-late', undefined, { ...data, stale_after: formatDuration(staleAfterMs) })]
}

/** Of each host the newest copy that says what the pipeline said. */
function newestEach(copies: readonly Copy[], at: Instant): readonly Copy[] {
  const newest = new Map<string | null, Copy>()
  for (const copy of copies) {
    const before = newest.get(copy.host)
    if (copy.rung === 'listed') continue
    if (before === undefined || ageMs(copy, at) < ageMs(before, at)) newest.set(copy.host, copy)
  }
  return [...newest.values()]
}
