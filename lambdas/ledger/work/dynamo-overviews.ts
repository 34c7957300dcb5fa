import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { errorText } from '../../domain/log-line.ts'
import type { Overview } from '../../domain/overview.ts'
import { queryAll, type Table, unanswered } from '../query-all.ts'
import { packed, unpacked } from './overview-bytes.ts'
import type { OverviewRead, Overviews } from './overviews.ts'
import { readData } from './read-data.ts'

const PK = 'overview'

/** Overviews in the `work` table: `pk` "overview", `sk` the shard, `data` compressed JSON, `version` for the condition. */
export function createDynamoOverviews({ client, table }: Table): Overviews {
  return {
    read: async (shard) => {
      const key = { pk: { S: PK }, sk: { S: shard } }
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
        .catch(unanswered(`overview of shard ${shard}: read`))
      return Item === undefined ? { overview: undefined, version: 0 } : overviewRead(Item)
    },
    all: async () => {
      const items = await queryAll({ client, table }, PK).catch(unanswered('overviews: read'))
      return items.map(overviewFrom)
    },
    readAll: async () => {
      const items = await queryAll({ client, table }, PK).catch(unanswered('overviews: read'))
      return new Map(items.map((item) => [String(item['sk']?.S), overviewRead(item)]))
    },
    write: async (overview, readVersion) => {
      const data = packed(overview)
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: PK },
              sk: { S: overview.shard },
              data: { B: data },
              version: { N: String(readVersion + 1) },
            },
            ConditionExpression: 'attribute_not_exists(pk) OR version = :read',
            ExpressionAttributeValues: { ':read': { N: String(readVersion) } },
          }),
        )
        return 'written'
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'overtaken'
        throw new Error(`overview of shard ${overview.shard}: write unanswered`, { cause: error })
      }
    },
  }
}

function overviewRead(item: Record<string, AttributeValue>): OverviewRead {
  const version = Number(item['version']?.N)
  try {
    return { overview: overviewFrom(item), version }
  } catch (error) {
    return { overview: undefined, version, unreadable: errorText(error) }
  }
}

function overviewFrom(item: Record<string, AttributeValue>): Overview {
  return readData(`overview of shard ${String(item['sk']?.S)}`, item['data']?.B, unpacked)
}
