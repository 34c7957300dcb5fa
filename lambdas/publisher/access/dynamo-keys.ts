import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Instant, parseInstant } from '../../domain/instant.ts'
import { type Table, unanswered } from '../../ledger/query-all.ts'
import { isRole } from './caller.ts'
import { inOrder, type KeyRecord, type Keys } from './keys.ts'

type Item = Record<string, AttributeValue>

/** API keys in the `access` table: `pk` is `key#<id>`, each member a text; what is null is not there. */
export function createDynamoKeys({ client, table }: Table): Keys {
  const find = async (id: string): Promise<KeyRecord | undefined> => {
    const get = new GetItemCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true })
    const { Item: item } = await client.send(get).catch(unanswered(`key ${id}: read`))
    return item === undefined ? undefined : recordFrom(item)
  }
  return {
    find,
    add: async (key) => {
      const put = { TableName: table, Item: itemOf(key), ConditionExpression: 'attribute_not_exists(pk)' }
      try {
        await client.send(new PutItemCommand(put))
        return 'added'
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException))
          throw new Error(`key ${key.id}: write unanswered`, { cause: error })
        // The client retries: a put that landed unanswered finds itself there.
        return (await find(key.id))?.hash === key.hash ? 'added' : 'taken'
      }
    },
    revoke: async (id, at, by) => {
      const update = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(id),
        UpdateExpression: 'SET revokedAt = :at, revokedBy = :by',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revokedAt)',
        ExpressionAttributeValues: { ':at': { S: at }, ':by': { S: by } },
      })
      await client.send(update).catch((error: unknown) => {
        // Not there, or revoked before: reading it says which.
        if (!(error instanceof ConditionalCheckFailedException)) unanswered(`key ${id}: revocation`)(error)
      })
      return find(id)
    },
    all: async () => {
      const keys: KeyRecord[] = []
      let after: Item | undefined
      do {
        const scan = new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        })
        const page = await client.send(scan).catch(unanswered('keys: read'))
        keys.push(...(page.Items ?? []).map(recordFrom))
        after = page.LastEvaluatedKey
      } while (after !== undefined)
      return inOrder(keys)
    },
  }
}

function keyOf(id: string): Item {
  return { pk: { S: `key#${id}` } }
}

function itemOf({ id, ...members }: KeyRecord): Item {
  const texts = Object.entries(members).flatMap(([name, text]) =>
    text === null ? [] : [[name, { S: text }] as const],
  )
  return { ...keyOf(id), ...Object.fromEntries(texts) }
}

/** Throws where it is not one of ours: nobody is let in by what cannot be read. */
function recordFrom(item: Item): KeyRecord {
  const pk = item['pk']?.S ?? ''
  const id = pk.slice('key#'.length)
  const optional = (name: string): string | null => item[name]?.S ?? null
  const text = (name: string): string => optional(name) ?? broken(id, name)
  const moment = (name: string): Instant | null => {
    const at = optional(name)
    return at === null ? null : (parseInstant(at) ?? broken(id, name))
  }
  const role = text('role')
  return {
    id,
    name: text('name'),
    role: isRole(role) ? role : broken(id, 'role'),
    hash: text('hash'),
    createdAt: moment('createdAt') ?? broken(id, 'createdAt'),
    createdBy: text('createdBy'),
    expiresAt: moment('expiresAt'),
    revokedAt: moment('revokedAt'),
    revokedBy: optional('revokedBy'),
  }
}

function broken(id: string, member: string): never {
  throw new Error(`key ${id}: ${member} cannot be read`)
}
