import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expiry } from '../expiry.ts'
import { type Table, unanswered } from '../query-all.ts'
import type { Outbox } from './outbox.ts'

/** Of which messages the record says that they were refused: `refused#<id>` in the `work` table. */
export function createDynamoRefusals({
  client,
  table,
}: Table): Pick<Outbox, 'isRefusalNoted' | 'noteRefused'> {
  const keyOf = (id: string) => ({ pk: { S: `refused#${id}` }, sk: { S: '-' } })
  return {
    isRefusalNoted: async (id) => {
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }))
        .catch(unanswered(`announcement ${id}: read of its refusal`))
      return Item !== undefined
    },
    noteRefused: async (id, at) => {
      const Item = { ...keyOf(id), expiresAt: expiry(at) }
      await client
        .send(new PutItemCommand({ TableName: table, Item }))
        .catch(unanswered(`announcement ${id}: note of its refusal`))
    },
  }
}
