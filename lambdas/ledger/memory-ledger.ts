import { NO_PREVIOUS } from '../domain/entry.ts'
import { itemOf, sealedFrom } from './item.ts'
import type { Ledger } from './ledger.ts'
import { ITS_OWN } from './memory-kept.ts'
import { createOpenedHeads } from './opened-heads.ts'

/** The ledger in memory, for tests and simulations: keeps the same items, and demands what every caller owes. */
export function createMemoryLedger(kept = ITS_OWN): Ledger {
  const ledgers = kept.map<string, ReturnType<typeof itemOf>[]>()
  const itemsOf = (name: string) => ledgers.get(name) ?? []
  const openedHead = createOpenedHeads()
  return {
    head: async (name) => itemsOf(name).slice(-1).map(openedHead)[0],
    append: async (sealed) => {
      const { ledger, seq, hash, prev } = sealed.entry
      const items = itemsOf(ledger)
      const taken = items[seq - 1]
      if (taken !== undefined) return taken['hash']?.S === hash ? 'appended' : 'head-moved'
      if (seq !== items.length + 1 || prev !== (items.at(-1)?.['hash']?.S ?? NO_PREVIOUS)) {
        throw new Error(`${ledger} ${seq}: not sealed behind the head`)
      }
      ledgers.set(ledger, [...items, itemOf(sealed)])
      return 'appended'
    },
    readBackward: async (name, fromSeq, limit) =>
      itemsOf(name).slice(0, Math.max(0, fromSeq)).slice(-limit).toReversed().map(sealedFrom),
    readForward: async (name, fromSeq, limit) =>
      itemsOf(name)
        .slice(Math.max(0, fromSeq - 1), Math.max(0, fromSeq - 1) + limit)
        .map(sealedFrom),
  }
}
