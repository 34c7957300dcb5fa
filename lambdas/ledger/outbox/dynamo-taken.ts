import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expiry } from '../expiry.ts'
import { type Table, unanswered } from '../query-all.ts'
import type { Outbox } from './outbox.ts'

/** Of messages that one way out refused, which others took them: `taken#<id>` in the `work` table. */
export function createDynamoTaken({ client, table }: Table): Pick<Outbox, 'taken' | 'noteTaken'> {
  const keyOf = (id: string) => ({ pk: { S: `taken#${id}` }, sk: { S: '-' } })
  return {
    taken: async (id) => {
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }))
        .catch(unanswered(`announcement ${id}: read of who took it`))
      const ways = Object.entries(Item?.['ways']?.M ?? {})
      return new Map(ways.flatMap(([way, { S }]) => (S === undefined ? [] : [[way, S] as const])))
    },
    noteTaken: async (id, taken, at) => {
      const ways = { M: Object.fromEntries([...taken].map(([way, messageId]) => [way, { S: messageId }])) }
      const Item = { ...keyOf(id), ways, expiresAt: expiry(at) }
      await client
        .send(new PutItemCommand({ TableName: table, Item }))
        .catch(unanswered(`announcement ${id}: note of who took it`))
    },
  }
}
