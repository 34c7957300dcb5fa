import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { TABLES } from '../../infra/local/create-tables.ts'
import { unixMs } from '../../lambdas/domain/instant.ts'
import type { AlertRow } from '../../lambdas/ledger/alert-index.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/dynamo-alert-index.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/dynamo-outbox.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/dynamo-overviews.ts'
import { embeddedTables } from '../support/embedded-tables.ts'
import { at } from '../support/listings.ts'
import { describeWork, twoAnnouncements, type Work } from './work-contract.ts'

const tables = embeddedTables()

function workOver(store: DynamoDBClient): Work {
  const work = { client: store, table: TABLES.work }
  return {
    overviews: createDynamoOverviews(work),
    alerts: createDynamoAlertIndex(work),
    outbox: createDynamoOutbox(work),
  }
}

async function emptyWork(): Promise<Work> {
  const { client } = await tables.emptied('work')
  return workOver(client)
}

describeWork('DynamoDB', emptyWork)

const [announcement] = twoAnnouncements()
const receipt = { messageId: 'm-1', sentAt: at(2) }

it('never makes due again what was sent, also when what was noted has expired', async () => {
  const { outbox } = await emptyWork()
  await outbox.note([announcement], at(1))
  await outbox.sent('run', [announcement.id], receipt)
  const Key = { pk: { S: 'run#run' }, sk: { S: `announcement#${announcement.id}` } }
  const expired = await tables
    .client()
    .send(new DeleteItemCommand({ TableName: TABLES.work, Key, ReturnValues: 'ALL_OLD' }))
  expect(expired.Attributes?.['expiresAt']?.N).toBe(String(unixMs(at(1)) / 1_000 + 30 * 86_400))
  await outbox.note([announcement], at(3))
  expect(await outbox.unsent()).toEqual({ due: [], unreadable: [] })
})

it.each([
  ['no JSON', '{'],
  ['another thing', '{"id":"x"}'],
  ['an unknown kind', JSON.stringify({ ...announcement, kind: 'x' })],
  ['no entry', JSON.stringify({ ...announcement, entry: null })],
])('tells an announcement apart that cannot be read, and reads the others: %s', async (_what, text) => {
  const { outbox } = await emptyWork()
  await outbox.note([announcement], at(1))
  const broken = { pk: { S: 'unsent' }, sk: { S: 'run|broken' }, data: { S: text }, notedAt: { S: at(0) } }
  await tables.client().send(new PutItemCommand({ TableName: TABLES.work, Item: broken }))
  const read = { due: [{ announcement, notedAt: at(1) }], unreadable: ['run|broken'] }
  expect(await outbox.unsent()).toEqual(read)
  expect(await outbox.dueOf('run')).toEqual(read)
})

it('takes a lane whose last telling cannot be read, and tells nothing of it', async () => {
  const { outbox } = await emptyWork()
  const Item = {
    pk: { S: 'lane#run' },
    sk: { S: '-' },
    claimedUntilMs: { N: '0' },
    telling: { S: '{"message":{},"members":["x"]}' },
  }
  await tables.client().send(new PutItemCommand({ TableName: TABLES.work, Item }))
  expect(await outbox.claim('run', at(0), 1_000)).toEqual({ untilMs: unixMs(at(1)), telling: null })
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
  const held = { untilMs: 1, telling: null }
  const overview = { shard: '0', finishedAt: at(0), rows: [], matched: {}, configuration: null }

  it.each<[string, string, (work: Work) => Promise<unknown>]>([
    ['reading an overview', 'overview of shard 0: read', ({ overviews }) => overviews.read('0')],
    ['reading overviews', 'overviews: read', ({ overviews }) => overviews.all()],
    ['writing an overview', 'overview of shard 0: write', ({ overviews }) => overviews.write(overview, 0)],
    ['recording an alert', 'alert a: write', ({ alerts }) => alerts.record(row)],
    ['recording alerts', '2 alerts: write', ({ alerts }) => alerts.record(row, { ...row, id: 'b' })],
    ['noting a reminder', 'alert a: note of reminders', ({ alerts }) => alerts.remind([row])],
    ['finding an alert', 'alert a: read', ({ alerts }) => alerts.find('a')],
    ['finding alerts', '2 alerts: read', ({ alerts }) => alerts.findAll(['a', 'b'])],
    ['listing alerts', 'alerts firing: read', ({ alerts }) => alerts.list({ state: 'firing', limit: 1 })],
    ['noting', `announcement ${announcement.id}: note`, ({ outbox }) => outbox.note([announcement], at(1))],
    [
      'expecting',
      'run r: note of what is expected',
      ({ outbox }) => outbox.expect('r', { announcements: 1, sources: [] }, at(1)),
    ],
    ['reading what is expected', 'run r: read of what is expected', ({ outbox }) => outbox.expectedOf('r')],
    ['counting a run', 'lane r: count', ({ outbox }) => outbox.countOf('r')],
    ['reading a run', 'lane r: read', ({ outbox }) => outbox.dueOf('r')],
    ['reading what is due', 'announcements due: read', ({ outbox }) => outbox.unsent()],
    ['claiming', 'lane r: claim', ({ outbox }) => outbox.claim('r', at(1), 1_000)],
    [
      'extending a claim',
      'lane r: extension of a claim',
      ({ outbox }) => outbox.extend('r', held, { telling: null, at: at(1), leaseMs: 1_000 }),
    ],
    ['giving a claim up', 'lane r: release', ({ outbox }) => outbox.release('r', held)],
    ['keeping receipts', 'lane r: receipts', ({ outbox }) => outbox.sent('r', ['x'], receipt)],
    ['reading receipts', 'receipts: read', ({ outbox }) => outbox.receipts(['x'])],
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
