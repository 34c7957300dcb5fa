import type { Uuid } from '../../domain/checkpoint.ts'
import { isMembers, textIn } from '../../domain/event-data.ts'
import { type Hold, holdIn } from '../../domain/holds.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { eventsWith, type Found } from '../../ledger/search.ts'

/** A hold and what became of it: it stays in the record. */
export interface HoldRecord extends Hold {
  readonly releasedAt: Instant | null
  readonly brokenAt: Instant | null
}

const KINDS = ['hold-placed', 'hold-released', 'hold-broken'] as const

/**
 * Every hold that was placed in entry `downTo` or later, by checkpoint, oldest first. A pipeline that never had one costs
 * no read, nor does one whose holds all last: these stand in the state.
 */
export async function holdsSince(
  ledger: Ledger,
  head: Sealed,
  downTo: number,
): Promise<ReadonlyMap<Uuid, readonly HoldRecord[]>> {
  const { entry, state } = head
  if (state.holds.length === (state.totals['hold-placed'] ?? 0)) {
    return byCheckpoint(state.holds.map((hold) => ({ ...hold, releasedAt: null, brokenAt: null })))
  }
  const range = { kinds: KINDS, fromSeq: entry.seq, downTo }
  const found = await eventsWith(ledger, entry.ledger, range, () => true)
  const records = new Map<string, HoldRecord>()
  for (const { sealed, event } of found.toReversed()) {
    const { at } = sealed.entry
    if (event.kind === 'hold-placed') {
      const hold = holdIn(event, sealed.entry)
      records.set(hold.id, { ...hold, releasedAt: null, brokenAt: null })
    } else {
      const end = event.kind === 'hold-released' ? { releasedAt: at } : { brokenAt: at }
      for (const id of endedIn(event)) {
        const known = records.get(id)
        if (known !== undefined) records.set(id, { ...known, ...end })
      }
    }
  }
  return byCheckpoint([...records.values()])
}

/** The newest hold that still lasts. */
export function heldOf(holds: readonly HoldRecord[]) {
  const newest = holds.findLast(({ releasedAt, brokenAt }) => releasedAt === null && brokenAt === null)
  return newest === undefined ? null : { reason: newest.reason, actor: newest.actor, at: newest.at }
}

export function holdItem({ id, reason, actor, at, releasedAt, brokenAt }: HoldRecord) {
  return { id, reason, actor, at, released_at: releasedAt, broken_at: brokenAt }
}

function endedIn(event: Found['event']): readonly string[] {
  if (event.kind === 'hold-released') return [textIn(event, 'hold')]
  const { holds } = event.data
  if (!Array.isArray(holds)) throw new Error(`${event.kind} without its holds`)
  return holds.map((one) => {
    const id = isMembers(one) ? one['hold'] : undefined
    if (typeof id !== 'string') throw new Error(`${event.kind}: a hold without its id`)
    return id
  })
}

function byCheckpoint(holds: readonly HoldRecord[]): ReadonlyMap<Uuid, readonly HoldRecord[]> {
  return Map.groupBy(holds, ({ uuid }) => uuid)
}
