import { resolvedBy } from '../domain/alert.ts'
import type { Clock } from '../domain/clock.ts'
import { instant } from '../domain/instant.ts'
import { type Sealed, sealAll } from '../domain/sealing.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface EndingPorts {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly run: string
}

/**
 * Resolves what is open in a ledger that nobody watches any more, with cause `unwatched`: nothing else will ever end it (CONTRACT §9).
 * Where another recorder is at work on it, fewer entries are appended than it takes, and the next run tries again.
 */
export async function endUnwatched(
  { ledger, clock, run }: EndingPorts,
  head: Sealed,
): Promise<readonly Sealed[]> {
  const sealed = sealAll(head, {
    at: instant(clock.now()),
    by: 'recorder',
    epoch: head.state.epoch,
    events: head.state.alerts.map((alert) => resolvedBy(alert, 'unwatched')),
    evidence: [],
    ledger: head.entry.ledger,
    run,
  })
  const appended: Sealed[] = []
  for (const next of sealed) {
    if ((await ledger.append(next)) === 'head-moved') break
    appended.push(next)
  }
  return appended
}
