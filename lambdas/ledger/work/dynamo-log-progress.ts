import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { compressed, decompressed } from '../compressed.ts'
import { queryAll, type Table, unanswered } from '../query-all.ts'
import { insisting } from '../transactions.ts'
import type { LogProgress } from './log-progress.ts'
import { committedFrom, committedText, watermarksFrom, watermarksText } from './log-progress-text.ts'
import { readData } from './read-data.ts'

const PK = 'log'
const HEAD = 'head'
const WATERMARKS = 'watermarks/'
const PENDING = 'log-pending'
// Two sequencers at once, or one more try of our own that has landed: what it came to is read again.
const OVERTAKEN = ['ConditionalCheckFailed', 'TransactionConflict']

/**
 * The log's progress in the `work` table: `pk` "log", `sk` "head" with a version for the condition, and "watermarks/<shard>";
 * `pk` "log-pending", `sk` the ledger.
 */
export function createDynamoLogProgress({ client, table }: Table): LogProgress {
  return {
    read: async () => {
      const key = { pk: { S: PK }, sk: { S: HEAD } }
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
        .catch(unanswered('log head: read'))
      if (Item === undefined) return { committed: undefined, version: 0 }
      return { committed: readOf(Item, committedFrom), version: Number(Item['version']?.N) }
    },
    watermarks: async () => {
      const items = await queryAll({ client, table }, PK, WATERMARKS).catch(unanswered('watermarks: read'))
      return new Map(
        items.map((item) => [item['sk']?.S?.slice(WATERMARKS.length) ?? '', readOf(item, watermarksFrom)]),
      )
    },
    commit: async (next, shard, readVersion) => {
      const head = {
        pk: { S: PK },
        sk: { S: HEAD },
        data: { B: compressed(committedText(next)) },
        version: { N: String(readVersion + 1) },
      }
      const watermarks = {
        pk: { S: PK },
        sk: { S: `${WATERMARKS}${shard.name}` },
        data: { B: compressed(watermarksText(shard.watermarks)) },
      }
      const condition =
        readVersion === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :read',
              ExpressionAttributeValues: { ':read': { N: String(readVersion) } },
            }
      const TransactItems = [
        { Put: { TableName: table, Item: head, ...condition } },
        { Put: { TableName: table, Item: watermarks } },
      ]
      try {
        await insisting(() => client.send(new TransactWriteItemsCommand({ TransactItems })))
        return 'committed'
      } catch (error) {
        if (isOvertaken(error)) return 'overtaken'
        throw new Error('log head: commit unanswered', { cause: error })
      }
    },
    notePending: async (ledger, seq) => {
      const Item = { pk: { S: PENDING }, sk: { S: ledger }, seq: { N: String(seq) } }
      await client
        .send(new PutItemCommand({ TableName: table, Item }))
        .catch(unanswered(`${ledger} ${seq}: pending note`))
    },
    pending: async () => {
      const items = await queryAll({ client, table }, PENDING).catch(unanswered('pending notes: read'))
      return new Map(items.map((item) => [item['sk']?.S ?? '', Number(item['seq']?.N)]))
    },
    settlePending: async (ledger, watermark) => {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: { pk: { S: PENDING }, sk: { S: ledger } },
            ConditionExpression: 'seq <= :watermark',
            ExpressionAttributeValues: { ':watermark': { N: String(watermark) } },
          }),
        )
      } catch (error) {
        // A newer note, or one that another sequencer has taken.
        if (!(error instanceof ConditionalCheckFailedException))
          throw new Error(`${ledger}: pending note not settled`, { cause: error })
      }
    },
  }
}

function isOvertaken(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false
  return (error.CancellationReasons ?? []).some(({ Code }) => OVERTAKEN.includes(Code ?? ''))
}

function readOf<T>(item: Record<string, AttributeValue>, from: (text: string) => T): T {
  const place = `${String(item['pk']?.S)} ${String(item['sk']?.S)}`
  return readData(place, item['data']?.B, (data) => from(decompressed(data)))
}
