import type { Ledger, Sealed } from './ledger.ts'

// A page of a list is a few of them; an item with its state is some kilobytes, and an answer of the store at most one megabyte.
const AT_ONCE = 50

/**
 * The same ledger for one walk back: whoever asks for an entry is given it together with those before it, so that
 * a list of 200 neighbours costs four reads and not 200. Entries never change; for a walk that hops far it only reads too much.
 */
export function readingAhead(ledger: Ledger): Ledger {
  const known = new Map<string, Sealed>()
  const placeOf = (name: string, seq: number): string => `${seq} ${name}`
  return {
    ...ledger,
    readForward: async (name, fromSeq, limit) => {
      if (limit !== 1) return ledger.readForward(name, fromSeq, limit)
      const had = known.get(placeOf(name, fromSeq))
      if (had !== undefined) return [had]
      const entries = await ledger.readBackward(name, fromSeq, AT_ONCE)
      for (const sealed of entries) known.set(placeOf(name, sealed.entry.seq), sealed)
      const found = known.get(placeOf(name, fromSeq))
      // There is none at this very place, or the answer grew too large: as without us.
      return found === undefined ? ledger.readForward(name, fromSeq, limit) : [found]
    },
  }
}
