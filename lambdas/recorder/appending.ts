import type { Ledger } from '../ledger/ledger.ts'
import { createTurns } from './slots.ts'

// As many as the SDK has connections: whoever waits for one of them is timed as if he waited for an answer.
const APPENDS_AT_ONCE = 50

/** The ledger with a bound on what is appended at once: one batch of evidence sets thousands free together. */
export function appendingInTurn(ledger: Ledger): Ledger {
  const inTurn = createTurns(APPENDS_AT_ONCE)
  return { ...ledger, append: (sealed) => inTurn(() => ledger.append(sealed)) }
}
