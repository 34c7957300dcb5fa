import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { itemOf } from '../../lambdas/ledger/item.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { havingSeen, sealEvents } from '../support/believing.ts'
import { embeddedTables } from '../support/embedded-tables.ts'
import { type FlakyProxy, startFlakyProxy } from '../support/flaky-proxy.ts'
import { checkpoint } from '../support/listings.ts'
import { describeLedger, recordedAtRandom } from './ledger-contract.ts'

const tables = embeddedTables()
let proxy: FlakyProxy
let ledger: Ledger
let names = 0

beforeAll(async () => {
  proxy = await startFlakyProxy(tables.endpoint())
  const client = localDynamoDbClient(proxy.endpoint)
  ledger = createDynamoLedger({ client, table: TABLES.ledger })
})

afterAll(() => proxy.stop())

describeLedger('DynamoLedger', () => {
  names += 1
  return { ledger, name: `prod/pipeline-${names}` }
})

describe('DynamoLedger on the wire', () => {
  it('recovers when the write landed but the answer was lost', async () => {
    const before = proxy.lost()
    proxy.loseNextAnswerOf('PutItem')
    const one = havingSeen(checkpoint(1))
    expect(await ledger.append(one)).toBe('appended')
    expect(proxy.lost()).toBe(before + 1)
    expect(await ledger.readForward('prod/orders', 1, 10)).toEqual([one])
  })

  it('says which entry it was where the store cannot be reached', async () => {
    const dead = createDynamoLedger({
      client: localDynamoDbClient('http://127.0.0.1:1'),
      table: TABLES.ledger,
    })
    await expect(dead.append(havingSeen(checkpoint(1)))).rejects.toThrow('prod/orders 1: append unanswered')
    await expect(dead.head('prod/orders')).rejects.toThrow('prod/orders: read unanswered')
  })

  it.each([
    ['body', (body: string) => ({ body: { S: body.replace('"recorder"', '"somebody"') } }), 'do not belong'],
    ['body', (body: string) => ({ body: { S: body.slice(1) } }), 'the body is no entry'],
    ['hash', () => ({ hash: { S: '0'.repeat(64) } }), 'do not belong'],
    ['name', () => ({ pk: { S: 'prod/forged' } }), 'do not belong'],
    ['number', () => ({ sk: { N: '7' } }), 'do not belong'],
    ['state', () => ({ state: { S: '{' } }), 'the state is no JSON'],
    ['state', () => ({ state: { S: '{}' } }), 'the state is none'],
    ['state', () => ({ state: { B: Uint8Array.of(1, 2, 3) } }), 'the state cannot be decompressed'],
  ])('refuses an entry whose %s was edited in the table, and says which', async (_what, edit, refusal) => {
    const [second] = sealEvents(havingSeen(checkpoint(1)), havingSeen(checkpoint(2)).entry.events)
    if (second === undefined) throw new Error('nothing to seal')
    const Item: ReturnType<typeof itemOf> = { ...itemOf(second), ...edit(second.entry.body) }
    await tables.client().send(new PutItemCommand({ TableName: TABLES.ledger, Item }))
    const [name, seq] = [Item['pk']?.S ?? '', Item['sk']?.N ?? '']
    const refused = expect.objectContaining({
      message: expect.stringMatching(`^${name} ${seq}: .*${refusal}`),
    })
    const read = () => ledger.readForward(name, Number(seq), 1)
    await expect(read()).rejects.toEqual(refused)
  })

  it('keeps each entry of 2,000 checkpoints, with its state, well below the 400 KB of an item', () => {
    const events = Array.from({ length: 2_000 }, (_, i) => recordedAtRandom(i))
    const sizes = sealEvents(undefined, events).map((sealed) => itemBytes(itemOf(sealed)))
    expect(sizes.length).toBeGreaterThan(1)
    expect(Math.max(...sizes)).toBeLessThan(250_000)
  })
})

/** As DynamoDB counts an item: the bytes of its names and values. */
function itemBytes(item: Record<string, AttributeValue>): number {
  const valueBytes = ({ S = '', N = '', B = new Uint8Array() }: AttributeValue) =>
    Buffer.byteLength(S) + N.length + B.length
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + valueBytes(value), 0)
}
