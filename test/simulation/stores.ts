import type { Archive } from '../../lambdas/archive/archive.ts'
import { NO_PREVIOUS } from '../../lambdas/domain/entry.ts'
import type { Overview } from '../../lambdas/domain/overview.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import type { Overviews } from '../../lambdas/ledger/work/overviews.ts'

/** A ledger that keeps the values themselves; demands what every caller owes. Reading and writing items has tests of its own. */
export function ledgerOfValues(): Ledger & { readonly all: (name: string) => readonly Sealed[] } {
  const ledgers = new Map<string, Sealed[]>()
  const entriesOf = (name: string): readonly Sealed[] => ledgers.get(name) ?? []
  return {
    all: entriesOf,
    head: async (name) => entriesOf(name).at(-1),
    append: async (sealed) => {
      const { ledger, seq, hash, prev } = sealed.entry
      const entries = ledgers.get(ledger) ?? []
      const taken = entries[seq - 1]
      if (taken !== undefined) return taken.entry.hash === hash ? 'appended' : 'head-moved'
      if (seq !== entries.length + 1 || prev !== (entries.at(-1)?.entry.hash ?? NO_PREVIOUS))
        throw new Error(`${ledger} ${seq}: not sealed behind the head`)
      entries.push(sealed)
      ledgers.set(ledger, entries)
      return 'appended'
    },
    readBackward: async (name, fromSeq, limit) =>
      entriesOf(name).slice(0, Math.max(0, fromSeq)).slice(-limit).toReversed(),
    readForward: async (name, fromSeq, limit) =>
      entriesOf(name).slice(Math.max(0, fromSeq - 1), Math.max(0, fromSeq - 1) + limit),
  }
}

export function overviewsOfValues(): Overviews {
  const kept = new Map<string, { readonly overview: Overview; readonly version: number }>()
  return {
    read: async (shard) => kept.get(shard) ?? { overview: undefined, version: 0 },
    readAll: async () => kept,
    all: async () => [...kept.values()].map(({ overview }) => overview),
    write: async (overview, readVersion) => {
      if ((kept.get(overview.shard)?.version ?? 0) !== readVersion) return 'overtaken'
      kept.set(overview.shard, { overview, version: readVersion + 1 })
      return 'written'
    },
  }
}

/** Keeps no bytes: what evidence must be has tests of its own. */
export function forgetfulArchive(): Archive {
  return {
    put: async () => 'kept',
    get: async () => undefined,
    replace: async () => 'replaced',
    supersede: async () => {},
    async *list() {},
  }
}
