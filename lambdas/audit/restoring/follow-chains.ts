import { type Entry, NO_PREVIOUS, openEntry } from '../../domain/entry.ts'
import { evolve } from '../../domain/evolve.ts'
import { errorText } from '../../domain/log-line.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { NOTHING_YET } from '../../domain/state.ts'

/** Follows every ledger from its first entry on; of each only the last entry and its state are kept. */
export interface FollowedChains {
  /** The entry and the state that follows, or why it does not belong there: then it was not taken. */
  readonly take: (leaf: Uint8Array) => Sealed | { readonly problem: string }
}

export function followChains(): FollowedChains {
  const last = new Map<string, Sealed>()
  return {
    take: (leaf) => {
      try {
        const entry = openEntry(Buffer.from(leaf).toString('utf8'))
        const before = last.get(entry.ledger)
        if (!isNext(entry, before))
          return { problem: `${entry.ledger} ${entry.seq} does not follow in its ledger` }
        const sealed = { entry, state: evolve(before?.state ?? NOTHING_YET, entry) }
        last.set(entry.ledger, sealed)
        return sealed
      } catch (error) {
        return { problem: errorText(error) }
      }
    },
  }
}

function isNext({ seq, prev }: Entry, before: Sealed | undefined): boolean {
  if (before === undefined) return seq === 1 && prev === NO_PREVIOUS
  return seq === before.entry.seq + 1 && prev === before.entry.hash
}
