import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { TABLES } from '../../infra/local/create-tables.ts'
import { unixMs } from '../../lambdas/domain/instant.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/work/dynamo-alert-index.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/work/dynamo-overviews.ts'
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
