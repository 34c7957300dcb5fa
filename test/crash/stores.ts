import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import { createMemoryAlertIndex } from '../../lambdas/ledger/work/memory-alert-index.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import type { Recall } from './recall.ts'

/** All that outlives an invocation. */
export type Stores = ReturnType<typeof createStores>

export function createStores(recall: Recall) {
  const memory = createMemoryLedger(recall)
  const appended = recall.list<Sealed>()
  const names = recall.set<string>()
  const ledger: Ledger = {
    ...memory,
    // What is put is in the stream: the two are one.
    append: async (sealed) => {
      const { ledger: name, seq } = sealed.entry
      const before = (await memory.head(name))?.entry.seq ?? 0
      const outcome = await memory.append(sealed)
      if (outcome === 'appended' && seq > before) {
        appended.push(sealed)
        names.add(name)
      }
      return outcome
    },
  }
  const archive = createMemoryArchive(recall.map<string, Uint8Array>())
  const published = recall.list<Uint8Array>()
  return {
    /** What stood at `checkpoint`, one after the other. */
    published,
    ledger,
    /** Every entry, in the order in which it was put. */
    appended,
    names,
    overviews: createMemoryOverviews(recall),
    archive: {
      ...archive,
      replace: async (name: string, bytes: Uint8Array, over: Uint8Array | undefined) => {
        const outcome = await archive.replace(name, bytes, over)
        if (outcome === 'replaced') published.push(bytes)
        return outcome
      },
    },
    progress: createMemoryLogProgress(recall),
    outbox: createMemoryOutbox(recall),
    alerts: createMemoryAlertIndex(recall),
    /** Every message that SNS was given. */
    messages: recall.list<Message>(),
  }
}
