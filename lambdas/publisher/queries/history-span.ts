import { bornAt } from '../../domain/checkpoint.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { entryAt, firstSeqWhere } from '../../ledger/search.ts'

/** Where a page begins: below entry `seq` and, in it, below the event `index`. */
export interface HistoryPosition {
  readonly seq: number
  readonly index: number
}

/** The entries, by seq, in which checkpoints begun in a period can have been recorded in order; in all others only late ones can. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** Entries to look at, newest first, and where to go on; `isWhole`: none was passed over. */
export interface Stretch {
  readonly entries: readonly Sealed[]
  readonly isWhole: boolean
  /** The next place; 0 at the beginning of the ledger. */
  readonly below: number
}

const ENTRIES_A_READ = 50

/**
 * Found by halves: the newest UUID that was recorded in order never decreases. Whatever is not in that order, of another host, without a
 * time or from a clock far ahead, stands on the chain `state.late`.
 */
export async function spanOf(
  ledger: Ledger,
  name: string,
  head: Sealed,
  { from, to }: { readonly from?: Instant; readonly to?: Instant },
): Promise<Span> {
  const { seq } = head.entry
  const reaching = (at: Instant) =>
    firstSeqWhere(ledger, name, { from: 1, to: seq }, ({ state: { newest } }) => {
      const born = newest === null ? undefined : bornAt(newest.uuid)
      return born !== undefined && born >= at
    })
  const [first, last] = await Promise.all([
    from === undefined ? 1 : reaching(from),
    to === undefined ? seq : reaching(to),
  ])
  return { first, last: Math.min(last, seq) }
}

/** At or below `seq`: within the span all that one read gives, outside of it the newest entry with a late recording. */
export async function stretchAt(
  ledger: Ledger,
  name: string,
  { first, last }: Span,
  seq: number,
): Promise<Stretch> {
  if (seq <= last && seq >= first) {
    const entries = await ledger.readBackward(name, seq, Math.min(ENTRIES_A_READ, seq - first + 1))
    return { entries, isWhole: true, below: (entries.at(-1)?.entry.seq ?? 1) - 1 }
  }
  const floor = seq > last ? last : 0
  const here = await entryAt(ledger, name, seq)
  const late = here.state.late?.seq ?? 0
  if (late <= floor) return { entries: [], isWhole: false, below: floor }
  const sealed = late === seq ? here : await entryAt(ledger, name, late)
  return { entries: [sealed], isWhole: false, below: Math.max(floor, sealed.state.late?.before ?? 0) }
}
