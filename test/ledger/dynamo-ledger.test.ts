import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { itemOf } from '../../lambdas/ledger/item.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { havingSeen, sealEvents } from '../support/believing.ts'
import { type FlakyProxy, startFlakyProxy } from '../support/flaky-proxy.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { checkpoint } from '../support/listings.ts'
import { describeLedger } from './ledger-contract.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let proxy: FlakyProxy
let ledger: Ledger
let names = 0

beforeAll(async () => {
  database = await startInMemoryDynamoDb()
  proxy = await startFlakyProxy(database.endpoint)
  const client = localDynamoDbClient(proxy.endpoint)
  await createTables(client)
  ledger = createDynamoLedger({ client, table: TABLES.ledger })
})

afterAll(async () => {
  await proxy.stop()
  database.stop()
})

describeLedger('DynamoLedger', () => {
  names += 1
  return { ledger, name: `prod/pipeline-${names}` }
})

describe('DynamoLedger on the wire', () => {
  it('recovers when the write landed but the answer was lost', async () => {
    proxy.loseNextAnswerOf('PutItem')
    const one = havingSeen(checkpoint(1))
    expect(await ledger.append(one)).toBe('appended')
    expect(proxy.lost()).toBe(1)
    expect(await ledger.readForward('prod/orders', 1, 10)).toEqual([one])
  })

  it('says which entry it was where the store cannot be reached', async () => {
    const dead = createDynamoLedger({
      client: localDynamoDbClient('http://127.0.0.1:1'),
      table: TABLES.ledger,
    })
    await expect(dead.append(havingSeen(checkpoint(1)))).rejects.toThrow('prod/orders 1: append unanswered')
    await expect(dead.head('prod/orders')).rejects.toThrow('prod/orders: read failed')
  })

  it.each([
    ['body', (body: string) => ({ body: { S: body.replace('"recorder"', '"somebody"') } })],
    ['hash', () => ({ hash: { S: '0'.repeat(64) } })],
    ['name', () => ({ pk: { S: 'prod/forged' } })],
  ])('refuses an entry whose %s was edited in the table', async (_what, edit) => {
    const client = localDynamoDbClient(database.endpoint)
    const [second] = sealEvents(havingSeen(checkpoint(1)), havingSeen(checkpoint(2)).entry.events)
    if (second === undefined) throw new Error('nothing to seal')
    const Item: ReturnType<typeof itemOf> = { ...itemOf(second), ...edit(second.entry.body) }
    await client.send(new PutItemCommand({ TableName: TABLES.ledger, Item }))
    const name = Item['pk']?.S ?? ''
    await expect(ledger.head(name)).rejects.toThrow(`${name}: read failed`)
  })

  it('keeps the state of 2,000 checkpoints well within an item', async () => {
    const client = localDynamoDbClient(database.endpoint)
    const all = Array.from({ length: 2_000 }, (_, i) => checkpoint(i * 61))
    const head = havingSeen(...all)
    const Item: ReturnType<typeof itemOf> = { ...itemOf(head), pk: { S: 'prod/large' } }
    await client.send(new PutItemCommand({ TableName: TABLES.ledger, Item }))
    const Key = { pk: { S: 'prod/large' }, sk: Item['sk'] ?? { N: '0' } }
    const read = await client.send(new GetItemCommand({ TableName: TABLES.ledger, Key }))
    expect(read.Item?.['state']?.B?.length).toBeLessThan(150_000)
  })
})
