import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { witnessedTreeIn } from './witnessed-tree-text.ts'
import type { WitnessedTrees } from './witnessed-trees.ts'

/** An item per log: `pk` its origin, `size` for the condition (text: it may have 64 bits), `note` the signed checkpoint. */
export function createDynamoWitnessedTrees({
  client,
  table,
}: {
  readonly client: DynamoDBClient
  readonly table: string
}): WitnessedTrees {
  return {
    read: async (origin) => {
      const Key = { pk: { S: origin } }
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
        .catch((cause: unknown) => {
          throw new Error(`${origin}: read unanswered`, { cause })
        })
      if (Item === undefined) return undefined
      return witnessedTreeIn(Item['note']?.S ?? '')
    },
    advance: async (from, { origin, size, note }) => {
      const condition =
        from === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#size = :from',
              ExpressionAttributeNames: { '#size': 'size' },
              ExpressionAttributeValues: { ':from': { S: String(from) } },
            }
      const Item = { pk: { S: origin }, size: { S: String(size) }, note: { S: note } }
      try {
        await client.send(new PutItemCommand({ TableName: table, Item, ...condition }))
        return 'advanced'
      } catch (cause) {
        // Also one more try of our own that had landed: then whoever asked asks again, with the size that stands there.
        if (cause instanceof ConditionalCheckFailedException) return 'moved'
        throw new Error(`${origin}: put unanswered`, { cause })
      }
    },
  }
}
