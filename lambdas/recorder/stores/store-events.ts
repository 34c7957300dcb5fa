import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import type { Copies } from '../../domain/copies/copies.ts'
import { type CopyEvent, copyEvent } from '../../domain/copies/copy-event.ts'
import { climb } from '../../domain/copies/copy-ladder.ts'
import type { SeenStore } from '../../domain/copies/stored-copy.ts'
import { type Instant, unixMs } from '../../domain/instant.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { acquaintance } from '../../ledger/lives.ts'
import type { StoreTask } from './store-task.ts'

/** What a complete check tells. */
export async function checkedEvents(
  ledger: Ledger,
  task: StoreTask,
  believed: Copies,
  seen: SeenStore,
  at: Instant,
): Promise<readonly CopyEvent[]> {
  const expected = {
    checkpoints: await shownOf(ledger, task, believed, seen),
    owner: expectedOwner(task, seen),
    retention: task.store.retention,
    staleAfterMs: task.store.staleAfterMs,
  }
  const { events } = climb(believed, seen, expected, at)
  const { unobservable } = believed
  if (unobservable === null) return events
  const { since, why } = unobservable
  const seconds = String(Math.floor((unixMs(at) - unixMs(since)) / 1_000))
  return [copyEvent('store-observable', undefined, { since, why, unobserved_seconds: seconds }), ...events]
}

/** That a store gives no answer is told once, when it has lasted. */
export function unobservableEvents(
  { store, policy }: StoreTask,
  { unobservable }: Copies,
  why: string,
  { since, seenAt }: { readonly since: Instant; readonly seenAt: Instant },
): readonly CopyEvent[] {
  if (unobservable !== null || unixMs(seenAt) - unixMs(since) < policy.unobservableAfterMs) return []
  return [copyEvent('store-unobservable', undefined, { since, why, location: store.location })]
}

/** Synced to another place: what was believed of the old one is not looked for in the new. */
export function movedEvents(from: string, to: string): readonly CopyEvent[] {
  return [copyEvent('store-moved', undefined, { from, to })]
}

// Each takes a search by halves in the pipeline's ledger: a store that is seen for the first time may hold thousands.
const MOST_LOOKED_UP = 200

/** As the pipeline's own answers showed them: what is listed now, and what is new to us or stands in doubt. */
async function shownOf(
  ledger: Ledger,
  { pipeline }: StoreTask,
  believed: Copies,
  { copies }: SeenStore,
): Promise<ReadonlyMap<Uuid, CheckpointMetadata>> {
  const head = await ledger.head(pipeline)
  const shown = new Map<Uuid, CheckpointMetadata>(head?.state.listed.map((one) => [one.uuid, one]))
  const settled = new Set(
    believed.copies
      .filter(({ rung, told }) => rung !== 'listed' && told.corrupt.length === 0)
      .map(({ checkpoint }) => checkpoint.uuid),
  )
  const open = copies
    .map(({ checkpoint }) => checkpoint.uuid)
    .filter((uuid) => !settled.has(uuid) && !shown.has(uuid))
  // The newest: of what is older than the ledger it knows nothing.
  for (const uuid of open.slice(-MOST_LOOKED_UP)) {
    const known = await acquaintance(ledger, head, uuid)
    if (known !== undefined) shown.set(uuid, known)
  }
  return shown
}

// Feldera writes `pipeline-<id>` since v0.324; what is of another form is compared with what it was at first.
const OWNER = /^pipeline-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function expectedOwner({ epoch }: StoreTask, { owner }: SeenStore): string | null {
  return epoch !== null && owner !== null && OWNER.test(owner) ? `pipeline-${epoch}` : null
}
