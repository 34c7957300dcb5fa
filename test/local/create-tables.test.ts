import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { externalEndpoint, localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let client: DynamoDBClient

beforeAll(async () => {
  database = await startInMemoryDynamoDb()
  client = localDynamoDbClient(database.endpoint)
})

afterAll(() => database.stop())

async function described(name: string) {
  return (await client.send(new DescribeTableCommand({ TableName: name }))).Table
}

describe('createTables', () => {
  it('makes the three tables, also for two at once and where they are there', async () => {
    await Promise.all([createTables(client), createTables(client)])
    await createTables(client)
    for (const name of Object.values(TABLES)) expect((await described(name))?.TableStatus).toBe('ACTIVE')
  })

  it('streams both images of the ledger, since a changed entry is an alarm, and finds alerts by state', async () => {
    await createTables(client)
    expect((await described(TABLES.ledger))?.StreamSpecification).toEqual({
      StreamEnabled: true,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    })
    expect((await described(TABLES.work))?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'byState', KeySchema: [{ AttributeName: 'alertState' }, { AttributeName: 'sk' }] },
    ])
  })
})

describe('externalEndpoint', () => {
  it('is the one of the variable that AWS SDKs have for it; an empty one is none', () => {
    expect(externalEndpoint({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' })).toBe(
      'http://127.0.0.1:8000',
    )
    expect([externalEndpoint({ AWS_ENDPOINT_URL_DYNAMODB: '' }), externalEndpoint({})]).toEqual([
      undefined,
      undefined,
    ])
  })
})
