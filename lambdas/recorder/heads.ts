import type { Sealed } from '../domain/sealing.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { createTurns } from './slots.ts'

/** Heads of ledgers that were read; undefined within: the ledger has none. */
export type Heads = ReadonlyMap<string, { readonly sealed: Sealed | undefined }>

// As many heads at once as pipelines are polled at once (poll-all.ts).
const HEADS_AT_ONCE = 50

export async function headsOf(ledger: Ledger, names: readonly string[]): Promise<Heads> {
  const inTurn = createTurns(HEADS_AT_ONCE)
  const heads = await Promise.all(
    names.map((name) =>
      inTurn(async () => {
        // One that cannot be read is read again, and fails, where its pipeline is polled: the others are not held up.
        const head = await ledger.head(name).then(
          (sealed) => ({ sealed }),
          () => undefined,
        )
        return head === undefined ? [] : [[name, head] as const]
      }),
    ),
  )
  return new Map(heads.flat())
}
