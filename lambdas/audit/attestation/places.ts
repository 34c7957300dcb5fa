import type { Entry } from '../../domain/entry.ts'
import { leafIndexOf } from '../leaf-index.ts'
import type { LogAt } from '../log-at.ts'

/** An entry and its place in the log. */
export interface Placed {
  readonly index: bigint
  readonly entry: Entry
}

export interface NotInLog {
  readonly kind: 'not-in-log'
  readonly what: string
}

export function isNotInLog(value: object): value is NotInLog {
  return 'kind' in value && value.kind === 'not-in-log'
}

/** Where entries are in a log, each looked for once. */
export function placesIn(log: LogAt) {
  const known = new Map<string, bigint>()
  const find = async (entry: Entry, from = 0n): Promise<bigint | undefined> => {
    const name = `${entry.ledger} ${entry.seq}`
    const index = known.get(name) ?? (await leafIndexOf(log, entry, from))
    if (index !== undefined) known.set(name, index)
    return index
  }
  return {
    find,
    /** All of these, in the order of the log, or which one is not in it yet. Those meanwhile may end early, unless they must be whole. */
    all: async (
      needed: readonly Entry[],
      meanwhile: readonly Entry[],
      { isWhole }: { readonly isWhole: boolean },
    ): Promise<{ readonly found: readonly Placed[]; readonly meanwhile: readonly Entry[] } | NotInLog> => {
      const found = new Map<bigint, Entry>()
      for (const entry of needed) {
        const index = await find(entry)
        if (index === undefined) return notInLog(entry)
        found.set(index, entry)
      }
      const logged: Entry[] = []
      let from = 0n
      for (const entry of meanwhile) {
        // Entries of one ledger stand in the order of `seq`.
        const index = await find(entry, from)
        if (index === undefined && isWhole) return notInLog(entry)
        if (index === undefined) break
        found.set(index, entry)
        logged.push(entry)
        from = index + 1n
      }
      const placed = [...found].map(([index, entry]) => ({ index, entry }))
      return { found: placed.toSorted((a, b) => (a.index < b.index ? -1 : 1)), meanwhile: logged }
    },
  }
}

function notInLog({ ledger, seq }: Entry): NotInLog {
  return { kind: 'not-in-log', what: `${ledger} ${seq} is recorded and not yet in the signed log` }
}
