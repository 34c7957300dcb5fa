import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import type { Table } from '../../lambdas/ledger/query-all.ts'
import { startInMemoryDynamoDb } from './in-memory-dynamodb.ts'

export interface EmbeddedTables {
  readonly endpoint: () => string
  readonly client: () => DynamoDBClient
  /** The table as it is. */
  readonly table: (name: keyof typeof TABLES) => Table
  /** The same table, of which nothing is left. */
  readonly emptied: (name: keyof typeof TABLES) => Promise<Table>
}

/** For one test file: an embedded DynamoDB with the three tables, from before its first test until after its last. */
export function embeddedTables(): EmbeddedTables {
  let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
  let client: DynamoDBClient
  beforeAll(async () => {
    database = await startInMemoryDynamoDb()
    client = localDynamoDbClient(database.endpoint)
    await createTables(client)
  }, 60_000)
  afterAll(() => database.stop())
  const table = (name: keyof typeof TABLES): Table => ({ client, table: TABLES[name] })
  return {
    endpoint: () => database.endpoint,
    client: () => client,
    table,
    emptied: async (name) => {
      await client.send(new DeleteTableCommand({ TableName: TABLES[name] }))
      await createTables(client)
      return table(name)
    },
  }
}
