import { newestCopies } from '../copies/store-row.ts'
import { unixMs } from '../instant.ts'
import type { State } from '../state.ts'
import type { Period } from './period.ts'

/** What was known of a pipeline's stored copies at the end of a period; nothing where no store of it was checked by then. */
export function copiesFigures(store: State | undefined, { to }: Period) {
  const copies = store?.copies
  const { synced, complete, verified, kept } = newestCopies(copies)
  const ageSeconds = verified === null ? null : Math.max(0, (unixMs(to) - unixMs(verified.at)) / 1_000)
  return {
    copies: copies?.copies.length ?? null,
    copies_missing: copies?.missing.length ?? null,
    newest_synced_at: synced?.at ?? null,
    newest_complete_at: complete?.at ?? null,
    newest_verified: verified?.uuid ?? null,
    newest_verified_at: verified?.at ?? null,
    newest_kept_at: kept?.at ?? null,
    recovery_point_age_seconds: ageSeconds,
    store_alerts_open: store === undefined ? null : store.alerts.length,
  }
}
