import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { createDynamoOverviews } from '../../../lambdas/ledger/work/dynamo-overviews.ts'

it('an overview that cannot be read is none, of a version that can be written over', async () => {
  const item = { sk: { S: '0' }, data: { B: Buffer.from('torn') }, version: { N: '7' } }
  const client = { send: async () => ({ Item: item, Items: [item] }) } as unknown as DynamoDBClient
  const overviews = createDynamoOverviews({ client, table: 'work' })
  for (const read of [await overviews.read('0'), (await overviews.readAll()).get('0')]) {
    expect(read).toMatchObject({ overview: undefined, version: 7 })
    expect(read?.unreadable).toMatch(/^overview of shard 0: data cannot be read: /)
  }
})
