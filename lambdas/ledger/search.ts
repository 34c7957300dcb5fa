import type { EventKind, LedgerEvent } from '../domain/event.ts'
import type { Instant } from '../domain/instant.ts'
import type { Sealed } from '../domain/sealing.ts'
import type { Ledger } from './ledger.ts'

/** Finding things in a ledger without an index and without walking it: by halves, and by the chains in `state`. */

/** One event and the entry it stands in. */
export interface Found {
  readonly sealed: Sealed
  readonly event: LedgerEvent
}

/** The entry at `seq`. Throws where a dense ledger has a hole. */
export async function entryAt(ledger: Ledger, name: string, seq: number): Promise<Sealed> {
  const [sealed] = await ledger.readForward(name, seq, 1)
  if (sealed === undefined || sealed.entry.seq !== seq)
    throw new Error(`${name} ${seq}: the entry is not there`)
  return sealed
}

/** The smallest seq in [from, to] whose entry fulfils what all later ones fulfil, too; `to` + 1 where none does. */
export async function firstSeqWhere(
  ledger: Ledger,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
  fulfils: (sealed: Sealed) => boolean,
): Promise<number> {
  let [low, high] = [from, to + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (fulfils(await entryAt(ledger, name, middle))) high = middle
    else low = middle + 1
  }
  return low
}

/** The last entry at or before the moment; undefined where the ledger begins later. `at` never decreases. */
export async function entryAsOf(
  ledger: Ledger,
  name: string,
  head: Sealed,
  at: Instant,
): Promise<Sealed | undefined> {
  if (head.entry.at <= at) return head
  const first = await firstSeqWhere(
    ledger,
    name,
    { from: 1, to: head.entry.seq },
    ({ entry }) => entry.at > at,
  )
  return first === 1 ? undefined : entryAt(ledger, name, first - 1)
}

/** The newest entry with one of these kinds at or below `fromSeq`: one hop by `state.last`, whatever lies between. */
export async function newestWith(
  ledger: Ledger,
  name: string,
  kinds: readonly EventKind[],
  fromSeq: number,
): Promise<Sealed | undefined> {
  if (fromSeq < 1) return undefined
  const from = await entryAt(ledger, name, fromSeq)
  const seq = newestIn(from, kinds)
  if (seq === 0) return undefined
  return seq === fromSeq ? from : entryAt(ledger, name, seq)
}

// A hit and what lies below it: that entry's `state.last` names the hit before. Where hits are neighbours, more are read at once.
const FEWEST_A_READ = 2
const MOST_A_READ = 50

/** Every entry with one of these kinds at or below `fromSeq`, newest first, in at most one read for each. */
export async function* entriesWith(
  ledger: Ledger,
  name: string,
  kinds: readonly EventKind[],
  fromSeq: number,
): AsyncGenerator<Sealed, undefined> {
  let atOnce = FEWEST_A_READ
  for (let seq = fromSeq; seq >= 1; ) {
    const read = await ledger.readBackward(name, seq, atOnce)
    const hits = read.filter(({ entry }) => entry.events.some(({ kind }) => kinds.includes(kind)))
    yield* hits
    const lowest = read.at(-1)
    if (lowest === undefined) return
    // A hit names itself: only the entry below it knows the one before.
    seq = hits.at(-1) === lowest ? lowest.entry.seq - 1 : newestIn(lowest, kinds)
    atOnce = hits.length * 2 > read.length ? Math.min(MOST_A_READ, atOnce * 2) : FEWEST_A_READ
  }
}

/** The seq of the newest entry with one of these kinds, at or below this one; 0 where there is none. */
function newestIn({ state }: Sealed, kinds: readonly EventKind[]): number {
  return Math.max(0, ...kinds.map((kind) => state.last[kind] ?? 0))
}

/** Every event of these kinds that `wanted` accepts, in entries from `fromSeq` down to `downTo`, newest first. */
export async function eventsWith(
  ledger: Ledger,
  name: string,
  {
    kinds,
    fromSeq,
    downTo,
  }: { readonly kinds: readonly EventKind[]; readonly fromSeq: number; readonly downTo: number },
  wanted: (event: LedgerEvent) => boolean,
): Promise<readonly Found[]> {
  const found: Found[] = []
  for await (const sealed of entriesWith(ledger, name, kinds, fromSeq)) {
    if (sealed.entry.seq < downTo) break
    const events = sealed.entry.events.filter((event) => kinds.includes(event.kind) && wanted(event))
    found.push(...events.toReversed().map((event) => ({ sealed, event })))
  }
  return found
}
