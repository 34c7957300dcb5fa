import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { TABLES } from '../../../infra/local/create-tables.ts'
import { createDynamoKeys } from '../../../lambdas/publisher/access/dynamo-keys.ts'
import { embeddedTables } from '../../support/embedded-tables.ts'
import { at } from '../../support/listings.ts'
import { describeKeys, KEY } from './keys-contract.ts'

const tables = embeddedTables()

const emptyKeys = async () => createDynamoKeys(await tables.emptied('access'))

describeKeys('DynamoDB', emptyKeys)

it('takes a put that landed unanswered, and was repeated, for its own', async () => {
  const keys = await emptyKeys()
  await keys.add(KEY)
  expect(await keys.add(KEY)).toBe('added')
})

it('reads every page of a table that has several', async () => {
  const keys = await emptyKeys()
  const ids = Array.from({ length: 30 }, (_, i) => `B${String(i).padStart(11, '0')}`)
  // A page of DynamoDB ends at 1 MB.
  for (const id of ids) await keys.add({ ...KEY, id, createdBy: `cli:${'x'.repeat(60_000)}` })
  const first = await tables.client().send(new ScanCommand({ TableName: TABLES.access }))
  expect(first.LastEvaluatedKey).toBeDefined()
  expect((await keys.all()).map(({ id }) => id)).toEqual(ids)
})

it.each([
  ['role', 'root'],
  ['createdAt', 'yesterday'],
  ['expiresAt', 'never'],
  ['revokedAt', 'no'],
])('lets nobody in by a key whose %s cannot be read', async (member, text) => {
  const keys = await emptyKeys()
  const whole = {
    name: 'n',
    role: 'read',
    hash: KEY.hash,
    createdAt: at(1),
    createdBy: 'cli:ann',
    [member]: text,
  }
  const Item = Object.fromEntries(Object.entries(whole).map(([name, S]) => [name, { S }]))
  await tables
    .client()
    .send(new PutItemCommand({ TableName: TABLES.access, Item: { ...Item, pk: { S: `key#${KEY.id}` } } }))
  await expect(keys.find(KEY.id)).rejects.toThrow(`key ${KEY.id}: ${member} cannot be read`)
})
