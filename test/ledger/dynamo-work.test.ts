import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/dynamo-alert-index.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/dynamo-outbox.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/dynamo-overviews.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { describeWork } from './work-contract.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let client: DynamoDBClient

beforeAll(async () => {
  database = await startInMemoryDynamoDb()
  client = localDynamoDbClient(database.endpoint)
  await createTables(client)
})

afterAll(() => database.stop())

describeWork('DynamoDB', async () => {
  await client.send(new DeleteTableCommand({ TableName: TABLES.work }))
  await createTables(client)
  const work = { client, table: TABLES.work }
  return {
    overviews: createDynamoOverviews(work),
    alerts: createDynamoAlertIndex(work),
    outbox: createDynamoOutbox(work),
  }
})
