import { emptyLog } from '../../lambdas/archive/log/log-reader.ts'
import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import type { NotifyPorts } from '../../lambdas/publisher/notify/ports.ts'

/** What tells people, for tests in which nobody is to be told: whatever is published is a defect. */
export function silentNotify(
  stores: Pick<NotifyPorts, 'ledger' | 'overviews' | 'alerts' | 'clock'>,
): NotifyPorts {
  return {
    ...stores,
    outbox: createMemoryOutbox(),
    notePending: async () => {},
    publish: () => Promise.reject(new Error('nobody is to be told')),
    addressing: async () => ({ log: emptyLog('log.example'), linkBase: '', emailText: false }),
    leaseMs: 60_000,
    log: () => {},
  }
}
