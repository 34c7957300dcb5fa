import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { createDynamoLedgerTable } from '../../lambdas/ledger/dynamo-ledger-table.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/work/dynamo-alert-index.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/work/dynamo-log-progress.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/work/dynamo-overviews.ts'
import { PASSES, startWire, type Wire } from '../support/dynamodb-wire.ts'
import { embeddedTables } from '../support/embedded-tables.ts'

/** Every adapter over DynamoDB, behind a wire that can be told what to do. */
export function storesOver(client: DynamoDBClient) {
  const work = { client, table: TABLES.work }
  const ledger = { client, table: TABLES.ledger }
  return {
    ledger: createDynamoLedger(ledger),
    table: createDynamoLedgerTable(ledger),
    progress: createDynamoLogProgress(work),
    overviews: createDynamoOverviews(work),
    alerts: createDynamoAlertIndex(work),
    outbox: createDynamoOutbox(work),
  }
}

export type Stores = ReturnType<typeof storesOver>

/** For one test file: a database, a wire in front of it, and the adapters behind that; after each test the wire lets all pass. */
export function onTheWire() {
  const tables = embeddedTables()
  let wire: Wire
  let client: DynamoDBClient
  let stores: Stores
  beforeAll(async () => {
    wire = await startWire(tables.endpoint())
    client = localDynamoDbClient(wire.endpoint)
    stores = storesOver(client)
  })
  afterEach(() => wire.decide(() => PASSES))
  afterAll(() => wire.stop())
  return { tables, wire: () => wire, stores: () => stores }
}
