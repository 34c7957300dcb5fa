import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import type { Sealed } from '../domain/sealing.ts'
import { type Item, itemOf, sealedFrom } from './item.ts'
import type { Ledger } from './ledger.ts'
import { createOpenedHeads } from './opened-heads.ts'
import type { Table } from './query-all.ts'

/**
 * The ledger in DynamoDB: one conditional put per entry, no index, no transaction.
 * That `seq`−1 exists is the caller's promise: it seals behind a head that it has read, and no head is ever removed.
 * A read per append to check it again would double the price of the commit; `verify` walks the chain.
 */
export function createDynamoLedger(ports: Table): Ledger {
  const openedHead = createOpenedHeads()
  const read = async (...asked: Asked) => (await query(ports, ...asked)).map(sealedFrom)
  return {
    head: async (name) => (await query(ports, name, { forward: false, limit: 1 })).map(openedHead)[0],
    append: (sealed) => append(ports, sealed),
    readBackward: (name, fromSeq, limit) => read(name, { forward: false, fromSeq, limit }),
    readForward: (name, fromSeq, limit) => read(name, { forward: true, fromSeq, limit }),
  }
}

async function append(ports: Table, sealed: Sealed): Promise<'appended' | 'head-moved'> {
  const { ledger, seq, hash } = sealed.entry
  const put = {
    TableName: ports.table,
    Item: itemOf(sealed),
    ConditionExpression: 'attribute_not_exists(pk)',
  }
  try {
    await ports.client.send(new PutItemCommand(put))
    return 'appended'
  } catch (cause) {
    if (!(cause instanceof ConditionalCheckFailedException)) {
      throw new Error(`${ledger} ${seq}: append unanswered`, { cause })
    }
    // Taken, perhaps by ourselves: the SDK repeats a put whose answer was lost.
    return (await hashAt(ports, ledger, seq)) === hash ? 'appended' : 'head-moved'
  }
}

async function hashAt({ client, table }: Table, ledger: string, seq: number): Promise<string | undefined> {
  const key = { pk: { S: ledger }, sk: { N: String(seq) } }
  try {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
    )
    return Item?.['hash']?.S
  } catch (cause) {
    throw new Error(`${ledger} ${seq}: read unanswered`, { cause })
  }
}

type Asked = [name: string, { readonly forward: boolean; readonly fromSeq?: number; readonly limit: number }]

/** Items are opened outside: an edited record must not look like a store that does not answer. */
async function query(
  { client, table }: Table,
  ...[name, { forward, fromSeq, limit }]: Asked
): Promise<readonly Item[]> {
  const bound = fromSeq === undefined ? '' : ` AND sk ${forward ? '>=' : '<='} :seq`
  const command = new QueryCommand({
    TableName: table,
    KeyConditionExpression: `pk = :pk${bound}`,
    ExpressionAttributeValues: {
      ':pk': { S: name },
      ...(fromSeq === undefined ? {} : { ':seq': { N: String(fromSeq) } }),
    },
    ScanIndexForward: forward,
    Limit: limit,
    ConsistentRead: true,
  })
  const { Items = [] } = await client.send(command).catch((cause: unknown) => {
    throw new Error(`${name}: read unanswered`, { cause })
  })
  return Items
}
