import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { BY_STATE } from '../../lambdas/ledger/work/dynamo-alert-index.ts'

export const TABLES = { ledger: 'ledger', work: 'work', access: 'access' } as const

/** The three tables as infra/storage.ts makes them in AWS; those that are there are left as they are. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  const pk = { AttributeName: 'pk', KeyType: 'HASH' as const }
  const sk = { AttributeName: 'sk', KeyType: 'RANGE' as const }
  const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const })
  await create(client, {
    TableName: TABLES.ledger,
    KeySchema: [pk, sk],
    AttributeDefinitions: [text('pk'), { AttributeName: 'sk', AttributeType: 'N' }],
    // The old image too: a changed or removed entry is an alarm.
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    BillingMode: 'PAY_PER_REQUEST',
  })
  await create(client, {
    TableName: TABLES.work,
    KeySchema: [pk, sk],
    AttributeDefinitions: [text('pk'), text('sk'), text('alertState')],
    GlobalSecondaryIndexes: [
      {
        IndexName: BY_STATE,
        KeySchema: [{ AttributeName: 'alertState', KeyType: 'HASH' }, sk],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  })
  await create(client, {
    TableName: TABLES.access,
    KeySchema: [pk],
    AttributeDefinitions: [text('pk')],
    BillingMode: 'PAY_PER_REQUEST',
  })
}

async function create(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(table))
  } catch (error) {
    // There already, or being made by another process this very moment.
    if (!(error instanceof ResourceInUseException))
      throw new Error(`table ${String(table.TableName)}`, { cause: error })
  }
  await waitUntilTableExists(
    { client, maxWaitTime: 30, minDelay: 1, maxDelay: 2 },
    { TableName: table.TableName },
  )
}
