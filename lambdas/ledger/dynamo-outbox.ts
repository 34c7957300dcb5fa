import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Announcement } from '../domain/announcement.ts'
import { type Instant, parseInstant, unixMs } from '../domain/instant.ts'
import type { Due, Outbox, Receipt } from './outbox.ts'
import { queryAll, type Table, unanswered } from './query-all.ts'

// What was noted for a run is of no use once a day's stream and every sweep have passed; receipts stay: they are proof.
const KEEP_SECONDS = 30 * 86_400

type Item = Record<string, AttributeValue>

/**
 * The outbox in the `work` table. `run#<run>` holds what a run gave reason for, `due` a pointer to each unsent one,
 * `receipt#<id>` who is sending it or that it was sent.
 */
export function createDynamoOutbox({ client, table }: Table): Outbox {
  const ports = { client, table }
  return {
    note: (announcement, at) => note(ports, announcement, at),
    expect: async (run, count, at) => {
      const Item = {
        pk: { S: `run#${run}` },
        sk: { S: 'expected' },
        count: { N: String(count) },
        expiresAt: expiry(at),
      }
      await client
        .send(new PutItemCommand({ TableName: table, Item }))
        .catch(unanswered(`run ${run}: note of what is expected`))
    },
    expectedOf: async (run) => {
      const count = (await get(ports, `run#${run}`, 'expected'))?.['count']?.N
      return count === undefined ? undefined : Number(count)
    },
    ofRun: async (run) => {
      const items = await queryAll(ports, `run#${run}`).catch(unanswered(`run ${run}: read`))
      return items.filter((item) => item['data'] !== undefined).map((item) => announcementFrom(item))
    },
    unsent: async () => {
      const items = await queryAll(ports, 'due').catch(unanswered('announcements due: read'))
      return items
        .map(dueFrom)
        .toSorted((a, b) => (a.notedAt < b.notedAt ? -1 : a.notedAt > b.notedAt ? 1 : 0))
    },
    claim: (id, at, leaseMs) => claim(ports, id, at, leaseMs),
    sent: (announcement, receipt) => sent(ports, announcement, receipt),
    receipt: (id) => receiptOf(ports, id),
  }
}

async function get({ client, table }: Table, pk: string, sk: string): Promise<Item | undefined> {
  const Key = { pk: { S: pk }, sk: { S: sk } }
  const { Item } = await client
    .send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
    .catch(unanswered(`${pk} ${sk}: read`))
  return Item
}

async function note(ports: Table, announcement: Announcement, at: Instant): Promise<void> {
  // What was noted expires, receipts do not: without this, a delivery after 30 days would be due for ever.
  if ((await receiptOf(ports, announcement.id)) !== undefined) return
  const { client, table } = ports
  const data = { S: JSON.stringify(announcement) }
  const noted: Item = {
    pk: { S: `run#${announcement.run ?? '-'}` },
    sk: { S: `announcement#${announcement.id}` },
    data,
    notedAt: { S: at },
    expiresAt: expiry(at),
  }
  const due: Item = { pk: { S: 'due' }, sk: { S: announcement.id }, data, notedAt: { S: at } }
  try {
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: table, Item: noted, ConditionExpression: 'attribute_not_exists(pk)' } },
          { Put: { TableName: table, Item: due } },
        ],
      }),
    )
  } catch (error) {
    if (!wasRefused(error))
      throw new Error(`announcement ${announcement.id}: note unanswered`, { cause: error })
  }
}

async function claim({ client, table }: Table, id: string, at: Instant, leaseMs: number) {
  const nowMs = unixMs(at)
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: `receipt#${id}` }, sk: { S: '-' } },
        UpdateExpression: 'SET claimedUntilMs = :until',
        ConditionExpression:
          'attribute_not_exists(pk) OR (attribute_not_exists(sentAt) AND claimedUntilMs <= :now)',
        ExpressionAttributeValues: { ':until': { N: String(nowMs + leaseMs) }, ':now': { N: String(nowMs) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return 'claimed'
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw new Error(`announcement ${id}: claim unanswered`, { cause: error })
    }
    return error.Item?.['sentAt'] === undefined ? 'busy' : 'sent'
  }
}

async function sent({ client, table }: Table, { id }: Announcement, receipt: Receipt): Promise<void> {
  const Item: Item = {
    pk: { S: `receipt#${id}` },
    sk: { S: '-' },
    sentAt: { S: receipt.sentAt },
    messageId: { S: receipt.messageId },
  }
  const command = new TransactWriteItemsCommand({
    TransactItems: [
      { Put: { TableName: table, Item } },
      { Delete: { TableName: table, Key: { pk: { S: 'due' }, sk: { S: id } } } },
    ],
  })
  await client.send(command).catch(unanswered(`announcement ${id}: receipt`))
}

function dueFrom(item: Item): Due {
  return { announcement: announcementFrom(item), notedAt: instantIn(item, 'notedAt') }
}

function announcementFrom(item: Item): Announcement {
  const data = item['data']?.S
  if (data === undefined) throw new Error(`${String(item['sk']?.S)}: no announcement`)
  return JSON.parse(data) as Announcement
}

async function receiptOf(ports: Table, id: string): Promise<Receipt | undefined> {
  const item = await get(ports, `receipt#${id}`, '-')
  const messageId = item?.['messageId']?.S
  if (item === undefined || messageId === undefined) return undefined
  return { messageId, sentAt: instantIn(item, 'sentAt') }
}

function instantIn(item: Item, name: string): Instant {
  const at = parseInstant(item[name]?.S ?? '')
  if (at === undefined)
    throw new Error(`${String(item['pk']?.S)} ${String(item['sk']?.S)}: ${name} is no time`)
  return at
}

function expiry(at: Instant): AttributeValue {
  return { N: String(Math.ceil(unixMs(at) / 1_000) + KEEP_SECONDS) }
}

/** Noted before, by this or by another delivery. */
function wasRefused(error: unknown): boolean {
  return (
    error instanceof TransactionCanceledException &&
    error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed') === true
  )
}
