import { DeleteItemCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { unixMs } from '../../lambdas/domain/instant.ts'
import type { AlertRow } from '../../lambdas/ledger/alert-index.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/dynamo-alert-index.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/dynamo-outbox.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/dynamo-overviews.ts'
import { startInMemoryDynamoDb } from '../support/in-memory-dynamodb.ts'
import { at } from '../support/listings.ts'
import { describeWork, twoAnnouncements, type Work } from './work-contract.ts'

let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
let client: DynamoDBClient

beforeAll(async () => {
  database = await startInMemoryDynamoDb()
  client = localDynamoDbClient(database.endpoint)
  await createTables(client)
})

afterAll(() => database.stop())

function workOver(store: DynamoDBClient): Work {
  const work = { client: store, table: TABLES.work }
  return {
    overviews: createDynamoOverviews(work),
    alerts: createDynamoAlertIndex(work),
    outbox: createDynamoOutbox(work),
  }
}

async function emptyWork(): Promise<Work> {
  await client.send(new DeleteTableCommand({ TableName: TABLES.work }))
  await createTables(client)
  return workOver(client)
}

describeWork('DynamoDB', emptyWork)

const [announcement] = twoAnnouncements()
const receipt = { messageId: 'm-1', sentAt: at(2) }

it('never makes due again what was sent, also when what was noted has expired', async () => {
  const { outbox } = await emptyWork()
  await outbox.note(announcement, at(1))
  await outbox.sent(announcement, receipt)
  const Key = { pk: { S: `run#${announcement.run}` }, sk: { S: `announcement#${announcement.id}` } }
  const expired = await client.send(
    new DeleteItemCommand({ TableName: TABLES.work, Key, ReturnValues: 'ALL_OLD' }),
  )
  expect(expired.Attributes?.['expiresAt']?.N).toBe(String(unixMs(at(1)) / 1_000 + 30 * 86_400))
  await outbox.note(announcement, at(3))
  expect(await outbox.unsent()).toEqual([])
})

describe('a work table that cannot be reached', () => {
  const row: AlertRow = {
    id: 'a',
    kind: 'checkpoint-missing',
    severity: 'critical',
    state: 'firing',
    ledger: 'prod/orders',
    uuid: null,
    raisedAt: at(1),
    acknowledgedAt: null,
    resolvedAt: null,
    actor: null,
    note: null,
    summary: '',
  }
  const overview = { shard: '0', finishedAt: at(0), rows: [], matched: {} }

  it.each<[string, string, (work: Work) => Promise<unknown>]>([
    ['reading an overview', 'overview of shard 0: read', ({ overviews }) => overviews.read('0')],
    ['reading overviews', 'overviews: read', ({ overviews }) => overviews.all()],
    ['writing an overview', 'overview of shard 0: write', ({ overviews }) => overviews.write(overview, 0)],
    ['recording an alert', 'alert a: write of its pointer', ({ alerts }) => alerts.record(row)],
    ['finding an alert', 'alert#a -: read', ({ alerts }) => alerts.find('a')],
    ['listing alerts', 'alerts firing: read', ({ alerts }) => alerts.list({ state: 'firing', limit: 1 })],
    ['noting', `receipt#${announcement.id} -: read`, ({ outbox }) => outbox.note(announcement, at(1))],
    ['expecting', 'run r: note of what is expected', ({ outbox }) => outbox.expect('r', 1, at(1))],
    ['reading what is expected', 'run#r expected: read', ({ outbox }) => outbox.expectedOf('r')],
    ['reading a run', 'run r: read', ({ outbox }) => outbox.ofRun('r')],
    ['reading what is due', 'announcements due: read', ({ outbox }) => outbox.unsent()],
    ['claiming', 'announcement x: claim', ({ outbox }) => outbox.claim('x', at(1), 1_000)],
    [
      'keeping a receipt',
      `announcement ${announcement.id}: receipt`,
      ({ outbox }) => outbox.sent(announcement, receipt),
    ],
    ['reading a receipt', 'receipt#x -: read', ({ outbox }) => outbox.receipt('x')],
  ])('is named with what was attempted: %s', async (_what, attempted, attempt) => {
    const dead = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    })
    const error: unknown = await attempt(workOver(dead)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: `${attempted} unanswered`, cause: expect.any(Error) })
  })
})
