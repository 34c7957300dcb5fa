import { randomBytes } from 'node:crypto'
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { type StoreRow, storeStanding } from '../../../lambdas/domain/copies/store-row.ts'
import { createDynamoStoreWork } from '../../../lambdas/ledger/work/dynamo-store-work.ts'
import { createMemoryStoreWork } from '../../../lambdas/ledger/work/memory-store-work.ts'
import type { StoreWork } from '../../../lambdas/ledger/work/store-work.ts'
import { embeddedTables } from '../../support/embedded-tables.ts'
import { at } from '../../support/listings.ts'

const tables = embeddedTables()

const LEDGER = 'prod/ünï "code"/copies'

function row(ledger: string, seconds: number): StoreRow {
  return {
    ledger,
    location: 's3://acme/orders',
    firstAt: at(0),
    attemptedAt: at(seconds),
    checkedAt: null,
    outcome: 'checking',
    why: null,
    unseenSince: null,
    ...storeStanding(undefined),
  }
}

const WORKS: readonly (readonly [string, () => Promise<StoreWork>])[] = [
  ['memory', async () => createMemoryStoreWork()],
  ['DynamoDB', async () => createDynamoStoreWork(await tables.emptied('work'))],
]

describe.each(WORKS)('what is known of stores, in %s', (_, create) => {
  it('is a row each, of which the last one stands', async () => {
    const work = await create()
    expect(await work.rows()).toEqual([])
    await work.keepRow(row(LEDGER, 1))
    await work.keepRow(row('prod/orders/copies', 1))
    await work.keepRow(row(LEDGER, 2))
    const rows = (await work.rows()).toSorted((a, b) => (a.ledger < b.ledger ? -1 : 1))
    expect(rows).toEqual([row('prod/orders/copies', 1), row(LEDGER, 2)])
  })

  it('and a memory of any length, each store its own; a shorter one replaces a longer one', async () => {
    const work = await create()
    // Eleven parts and more: their order is that of numbers, not of words.
    const long = randomBytes(4_000_000).toString('base64')
    expect(await work.memory(LEDGER)).toBeUndefined()
    await work.keepMemory(LEDGER, long)
    await work.keepMemory('prod/orders/copies', 'other')
    expect(await work.memory(LEDGER)).toBe(long)
    await work.keepMemory(LEDGER, 'short')
    expect(await work.memory(LEDGER)).toBe('short')
    expect(await work.memory('prod/orders/copies')).toBe('other')
    await work.keepMemory(LEDGER, '')
    expect(await work.memory(LEDGER)).toBe('')
  }, 60_000)
})

it('a memory of which a part is missing, or of another writing, is none', async () => {
  const { client, table } = await tables.emptied('work')
  const work = createDynamoStoreWork({ client, table })
  await work.keepMemory(LEDGER, randomBytes(1_000_000).toString('base64'))
  const Key = { pk: { S: `store-memory/${LEDGER}` }, sk: { S: '00001' } }
  await client.send(new DeleteItemCommand({ TableName: table, Key }))
  expect(await work.memory(LEDGER)).toBeUndefined()
}, 60_000)
