import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'

/** What a run has learnt of its ledgers: how far each goes, and the exact text of what the run itself appended. */
export interface Noted {
  /** Per ledger the greatest seq that was read or appended. */
  readonly heads: ReadonlyMap<string, number>
  /** By `ledger seq`. */
  readonly appended: ReadonlyMap<string, Sealed['entry']>
}

/** The ledger, with notes of what passes: what is to be sequenced is then known without reading anything again. */
export function notedLedger(ledger: Ledger): { readonly ledger: Ledger; readonly noted: Noted } {
  const heads = new Map<string, number>()
  const appended = new Map<string, Sealed['entry']>()
  const note = (name: string, seq: number): void => {
    heads.set(name, Math.max(seq, heads.get(name) ?? 0))
  }
  return {
    noted: { heads, appended },
    ledger: {
      ...ledger,
      head: async (name) => {
        const head = await ledger.head(name)
        if (head !== undefined) note(name, head.entry.seq)
        return head
      },
      append: async (sealed) => {
        const outcome = await ledger.append(sealed)
        if (outcome === 'appended') {
          const { entry } = sealed
          note(entry.ledger, entry.seq)
          appended.set(entryKey(entry.ledger, entry.seq), entry)
        }
        return outcome
      },
    },
  }
}

export function entryKey(ledger: string, seq: number): string {
  return `${ledger} ${seq}`
}
