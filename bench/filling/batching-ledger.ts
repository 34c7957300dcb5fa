import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { itemOf } from '../../lambdas/ledger/item.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import type { Table } from '../../lambdas/ledger/query-all.ts'

// DynamoDB takes 100 items a transaction; the embedded one writes them with one commit of its file, 25 a batch with 25.
const MOST_ITEMS = 100

/**
 * A ledger of which nobody else is the writer: entries wait in memory until `flush` writes them in transactions, and heads are
 * remembered. For filling only: what is not flushed is lost with the process, and no condition guards a place.
 */
export function createBatchingLedger(
  { client, table }: Table,
  ledger: Ledger,
): Ledger & { readonly flush: () => Promise<void> } {
  const heads = new Map<string, Sealed | undefined>()
  let waiting: Sealed[] = []
  const flush = async (): Promise<void> => {
    const puts = waiting.map((sealed): TransactWriteItem => {
      return { Put: { TableName: table, Item: itemOf(sealed) } }
    })
    waiting = []
    for (let i = 0; i < puts.length; i += MOST_ITEMS) {
      const TransactItems = puts.slice(i, i + MOST_ITEMS)
      await client.send(new TransactWriteItemsCommand({ TransactItems }))
    }
  }
  return {
    flush,
    // What waits is there for whoever reads.
    readBackward: async (...given) => {
      await flush()
      return ledger.readBackward(...given)
    },
    readForward: async (...given) => {
      await flush()
      return ledger.readForward(...given)
    },
    head: async (name) => {
      if (!heads.has(name)) heads.set(name, await ledger.head(name))
      return heads.get(name)
    },
    append: async (sealed) => {
      heads.set(sealed.entry.ledger, sealed)
      waiting.push(sealed)
      return 'appended'
    },
  }
}
