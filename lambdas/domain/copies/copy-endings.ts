import { fieldsOf } from '../event-data.ts'
import type { Instant } from '../instant.ts'
import type { Copies, Copy } from './copies.ts'
import { type CopyEvent, copyEvent } from './copy-event.ts'
import { type CopyRetention, isRetired } from './copy-retention.ts'
import type { SeenStore } from './stored-copy.ts'

export interface Endings {
  readonly events: readonly CopyEvent[]
  /** Neither seen nor gone: of a host whose catalog could not be read, or on which two looks differ. */
  readonly kept: readonly Copy[]
}

/** What became of the copies that no catalog lists any more. */
export function endings(
  believed: Copies,
  { gone }: SeenStore,
  there: readonly Copy[],
  retention: CopyRetention,
  at: Instant,
): Endings {
  const isGone = new Set(gone)
  const isThere = new Set(there.map(({ checkpoint }) => checkpoint.uuid))
  const absent = believed.copies.filter(({ checkpoint }) => !isThere.has(checkpoint.uuid))
  const ended = absent.filter(({ checkpoint }) => isGone.has(checkpoint.uuid))
  // Those that are gone too do not count: retention removes the oldest first.
  const retired = new Set(ended.filter((copy) => isRetired(copy, there, retention, at)))
  return {
    events: ended.map((copy) =>
      copyEvent(retired.has(copy) ? 'copy-retired' : 'copy-missing', copy.checkpoint.uuid, {
        ...fieldsOf(copy.checkpoint),
        host: copy.host,
        durability: copy.rung,
        first_seen_at: copy.firstSeenAt,
      }),
    ),
    kept: absent.filter(({ checkpoint }) => !isGone.has(checkpoint.uuid)),
  }
}
