import type { DynamoDBBatchResponse } from 'aws-lambda'
import type { Ended } from './invocation.ts'
import { type publisherOf, streamEvent } from './publisher.ts'
import type { Recall } from './recall.ts'
import type { Fault } from './sites.ts'
import type { Stores } from './stores.ts'
import { ofLedger } from './through.ts'
import type { Trouble } from './trouble.ts'

type Work<T> = (publisher: ReturnType<typeof publisherOf>) => Promise<T>

interface Parts {
  readonly recall: Recall
  readonly stores: Stores
  readonly trouble: Trouble
  readonly invoke: (work: Work<DynamoDBBatchResponse>) => Promise<Ended<DynamoDBBatchResponse>>
}

type Batch = Stores['appended']

/** The stream: each ledger's entries in their order, again and again until they are taken in. */
export function createDelivery({ recall, stores, trouble, invoke }: Parts) {
  const delivered = recall.map<string, number>()
  const waitingOf = (name: string): Batch =>
    stores.appended.filter(({ entry }) => entry.ledger === name).slice(delivered.get(name) ?? 0)

  async function deliverOne(name: string): Promise<void> {
    const batch = waitingOf(name)
    if (batch.length === 0) return
    const site = ofLedger('stream of', name)
    const fault = site === undefined ? undefined : trouble.at(site)
    // The next round comes to it, behind all the others.
    if (fault === 'crash before' || fault === 'behind another') return
    const taken = await takenIn(batch, fault)
    delivered.set(name, (delivered.get(name) ?? 0) + taken)
  }

  /** How many entries the stream is told that were taken in. */
  async function takenIn(batch: Batch, fault: Fault | undefined): Promise<number> {
    const once: Work<DynamoDBBatchResponse> = ({ stream }) => stream(streamEvent(batch))
    const twice: Work<DynamoDBBatchResponse> = async (publisher) => {
      const [first] = await Promise.all([once(publisher), once(publisher)])
      return first ?? { batchItemFailures: [] }
    }
    const ended = await invoke(fault === 'twice' ? twice : once)
    if (ended.kind !== 'ended' || fault === 'crash after') return 0
    const failed = ended.value.batchItemFailures[0]?.itemIdentifier
    const at = batch.findIndex(({ entry }) => `${entry.ledger} ${entry.seq}` === failed)
    return at === -1 ? batch.length : at
  }

  const isWaiting = (): boolean => [...stores.names].some((name) => waitingOf(name).length > 0)

  return {
    isWaiting,
    /** In so many rounds what can be brought is brought; the rest stays in the stream. */
    deliver: async (rounds = 3): Promise<void> => {
      for (let round = 0; round < rounds && isWaiting(); round += 1)
        for (const name of stores.names) await deliverOne(name)
    },
  }
}
