import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { withLock } from '../../infra/local/directory-lock.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoWitnessedTrees } from '../../lambdas/witness/dynamo-witnessed-trees.ts'
import { createFileWitnessedTrees } from '../../lambdas/witness/file-witnessed-trees.ts'
import { createMemoryWitnessedTrees } from '../../lambdas/witness/memory-witnessed-trees.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { describeWitnessedTrees } from './witnessed-trees-contract.ts'

let directory: string
let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let made = 0

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'witness-'))
  database = await startInMemoryDynamoDb()
})
afterAll(() => {
  database.stop()
  rmSync(directory, { recursive: true, force: true })
})

describeWitnessedTrees('trees in memory', async () => createMemoryWitnessedTrees())

describeWitnessedTrees('trees in a folder', async () => {
  made += 1
  const path = join(directory, String(made))
  return createFileWitnessedTrees({
    directory: path,
    exclusively: (work) => withLock(`${path}.lock`, 10_000, work),
  })
})

describeWitnessedTrees('trees in DynamoDB', async () => {
  made += 1
  const table = `witnessed-${made}`
  const client = localDynamoDbClient(database.endpoint)
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  return createDynamoWitnessedTrees({ client, table })
})
