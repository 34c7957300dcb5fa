import type { Copies, Copy } from './copies.ts'
import { type CopyEvent, copyEvent } from './copy-event.ts'
import { ageMs } from './copy-retention.ts'
import { type Instant, unixMs } from './instant.ts'

/** Whether the store still belongs to the pipeline: told once for each other owner. */
export function ownership(
  { owner: first, otherOwner: told }: Copies,
  seen: string | null,
  expected: string | null,
): Pick<Copies, 'owner' | 'otherOwner'> & { readonly events: readonly CopyEvent[] } {
  const from = expected ?? first
  // That nobody is named does not say that it is another.
  if (seen === null) return { owner: first, otherOwner: told, events: [] }
  if (from === null || seen === from) return { owner: seen, otherOwner: null, events: [] }
  const events = seen === told ? [] : [copyEvent('owner-changed', undefined, { from, to: seen })]
  return { owner: from, otherOwner: seen, events }
}

/** Whether the newest copy is older than it may be: told once, until a newer one is there. */
export function lateness(
  { since, isLate }: Copies,
  copies: readonly Copy[],
  staleAfterMs: number | null,
  at: Instant,
): { readonly isLate: boolean; readonly events: readonly CopyEvent[] } {
  if (staleAfterMs === null) return { isLate: false, events: [] }
  // Of several hosts the one that lags behind: without its part there is nothing to restore.
  const oldest = newestEach(copies, at).toSorted((a, b) => ageMs(b, at) - ageMs(a, at))[0]
  const age = oldest === undefined ? unixMs(at) - unixMs(since) : ageMs(oldest, at)
  if (age <= staleAfterMs) return { isLate: false, events: [] }
  const newest = oldest?.checkpoint.uuid ?? null
  const data = { newest, age_seconds: String(Math.floor(age / 1_000)) }
  return { isLate: true, events: isLate ? [] : [copyEvent('copy-late', undefined, data)] }
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
