import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/dynamo-log-progress.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/memory-log-progress.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { describeLogProgress } from './log-progress-contract.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let client: DynamoDBClient

beforeAll(async () => {
  database = await startInMemoryDynamoDb()
  client = localDynamoDbClient(database.endpoint)
  await createTables(client)
})

afterAll(() => database.stop())

describeLogProgress('memory', async () => createMemoryLogProgress())

describeLogProgress('DynamoDB', async () => {
  await client.send(new DeleteTableCommand({ TableName: TABLES.work }))
  await createTables(client)
  return createDynamoLogProgress({ client, table: TABLES.work })
})
