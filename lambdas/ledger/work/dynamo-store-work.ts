import { randomBytes } from 'node:crypto'
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { StoreRow } from '../../domain/copies/store-row.ts'
import { compressed, decompressed } from '../compressed.ts'
import { queryAll, type Table, unanswered } from '../query-all.ts'
import { storeRowFrom, storeRowText } from './store-row-text.ts'
import type { StoreWork } from './store-work.ts'

const ROWS = 'store'
const memoryOf = (ledger: string): string => `store-memory/${ledger}`
// An item holds 400 KB, names and keys included.
const PART_BYTES = 350_000

type Item = Record<string, AttributeValue>

/**
 * In the `work` table: `pk` "store", `sk` the ledger, `data` JSON; and per store `pk` "store-memory/<ledger>" with its text, compressed,
 * in as many items as it takes. Each part names the writing that it belongs to and how many there are: a mixture of two is no memory.
 */
export function createDynamoStoreWork(table: Table): StoreWork {
  return {
    rows: async () => {
      const items = await queryAll(table, ROWS).catch(unanswered('stores: read'))
      return items.flatMap(rowIn)
    },
    keepRow: async (row) => {
      const Item: Item = { pk: { S: ROWS }, sk: { S: row.ledger }, data: { S: storeRowText(row) } }
      await put(table, Item, `store ${row.ledger}: keep`)
    },
    memory: async (ledger) => {
      const items = await queryAll(table, memoryOf(ledger)).catch(unanswered(`store ${ledger}: read`))
      return textIn(items)
    },
    keepMemory: async (ledger, text) => {
      const bytes = compressed(text)
      const writing = randomBytes(8).toString('hex')
      const of = Math.max(1, Math.ceil(bytes.length / PART_BYTES))
      for (let part = 0; part < of; part += 1) {
        const Item: Item = {
          pk: { S: memoryOf(ledger) },
          sk: { S: String(part).padStart(5, '0') },
          writing: { S: writing },
          of: { N: String(of) },
          data: { B: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES) },
        }
        await put(table, Item, `store ${ledger}: remember`)
      }
    },
  }
}

async function put({ client, table }: Table, Item: Item, what: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item })).catch(unanswered(what))
}

/** Behind the parts of the last writing those of a longer one before may be left. */
function textIn(items: readonly Item[]): string | undefined {
  const { writing, of } = items[0] ?? {}
  const parts = items.slice(0, Number(of?.N ?? 0))
  const isWhole = parts.length === Number(of?.N) && parts.every((part) => part['writing']?.S === writing?.S)
  if (!isWhole) return undefined
  try {
    return decompressed(Buffer.concat(parts.map(({ data }) => data?.B ?? new Uint8Array())))
  } catch {
    return undefined
  }
}

/** Our own and disposable: one that cannot be read is made anew by the next check. */
function rowIn({ data }: Item): readonly StoreRow[] {
  try {
    return [storeRowFrom(data?.S ?? '')]
  } catch {
    return []
  }
}
