import { type AttributeValue, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type Instant, parseInstant, unixMs } from '../../domain/instant.ts'
import type { Announcement } from '../../domain/telling/announcement.ts'
import { expiry } from '../expiry.ts'
import { queryAll, type Table, unanswered } from '../query-all.ts'
import { readAll, writeAll } from '../transactions.ts'
import { announcementText, parseAnnouncement } from './announcement-text.ts'
import { createDynamoLanes } from './dynamo-lanes.ts'
import { createDynamoRefusals } from './dynamo-refusals.ts'
import { createDynamoTaken } from './dynamo-taken.ts'
import { type Due, laneOf, type Outbox, type Receipt, type Unsent } from './outbox.ts'
import { runViewFrom, runViewText } from './run-view-text.ts'

type Item = Record<string, AttributeValue>

const UNSENT = 'unsent'
// No id of a run and no id of an alert has it.
const BEHIND_LANE = '|'

/**
 * The outbox in the `work` table. `unsent` holds what is to be told, lane by lane; `run#<lane>` an empty item for all that was ever noted of the
 * lane, and what its run says of it; `receipt#<id>` that it was told. Receipts never expire: they are proof.
 */
export function createDynamoOutbox({ client, table }: Table): Outbox {
  const ports = { client, table }
  return {
    ...createDynamoLanes(ports),
    note: (announcements, at) =>
      note(ports, announcements, at).catch(unanswered(`${named(announcements)}: note`)),
    notePast: (announcements, at) =>
      notePast(ports, announcements, at).catch(unanswered(`${named(announcements)}: note of the past`)),
    expect: async (run, view, at) => {
      const data = { S: runViewText(view) }
      const Item = { pk: { S: `run#${run}` }, sk: { S: 'expected' }, data, expiresAt: expiry(at) }
      await client
        .send(new PutItemCommand({ TableName: table, Item }))
        .catch(unanswered(`run ${run}: note of what is expected`))
    },
    expectedOf: async (run) => {
      const Key = { pk: { S: `run#${run}` }, sk: { S: 'expected' } }
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
        .catch(unanswered(`run ${run}: read of what is expected`))
      return runViewFrom(Item?.['data']?.S)
    },
    countOf: (lane) => countOf(ports, lane).catch(unanswered(`lane ${lane}: count`)),
    dueOf: async (lane) => {
      const items = await queryAll(ports, UNSENT, `${lane}${BEHIND_LANE}`).catch(
        unanswered(`lane ${lane}: read`),
      )
      return unsentFrom(items)
    },
    unsent: async () =>
      unsentFrom(await queryAll(ports, UNSENT).catch(unanswered('announcements due: read'))),
    sent: (lane, ids, receipt) => sent(ports, lane, ids, receipt).catch(unanswered(`lane ${lane}: receipts`)),
    ...createDynamoRefusals(ports),
    ...createDynamoTaken(ports),
    receipts: (ids) => receiptsOf(ports, ids).catch(unanswered(`receipts: read`)),
  }
}

async function note(ports: Table, announcements: readonly Announcement[], at: Instant): Promise<void> {
  // What was noted expires, receipts do not: without this, a delivery after 30 days would be due for ever.
  const sentAlready = await receiptsOf(
    ports,
    announcements.map(({ id }) => id),
  )
  const fresh = announcements.filter(({ id }) => !sentAlready.has(id))
  const TableName = ports.table
  await writeAll(
    ports,
    fresh.map((announcement) => {
      const data = { S: announcementText(announcement) }
      const due = { ...unsentKey(laneOf(announcement), announcement.id), data, notedAt: { S: at } }
      return [{ Put: notedPut(ports, announcement, at) }, { Put: { TableName, Item: due } }]
    }),
  )
}

/** The stream may bring the entries within a day; this lasts longer. */
async function notePast(ports: Table, announcements: readonly Announcement[], at: Instant): Promise<void> {
  await writeAll(
    ports,
    announcements.map((announcement) => [{ Put: notedPut(ports, announcement, at) }]),
  )
}

/** That it was noted, once: who notes it again changes nothing. */
function notedPut({ table }: Table, announcement: Announcement, at: Instant) {
  const key = { pk: { S: `run#${laneOf(announcement)}` }, sk: { S: `announcement#${announcement.id}` } }
  return {
    TableName: table,
    Item: { ...key, expiresAt: expiry(at) },
    ConditionExpression: 'attribute_not_exists(pk)',
  }
}

async function countOf({ client, table }: Table, lane: string): Promise<number> {
  let count = 0
  let after: Item | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        Select: 'COUNT',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: `run#${lane}` }, ':sk': { S: 'announcement#' } },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    )
    count += page.Count ?? 0
    after = page.LastEvaluatedKey
  } while (after !== undefined)
  return count
}

async function sent(ports: Table, lane: string, ids: readonly string[], receipt: Receipt): Promise<void> {
  const TableName = ports.table
  const told = { sentAt: { S: receipt.sentAt }, messageId: { S: receipt.messageId } }
  await writeAll(
    ports,
    ids.map((id) => [
      { Put: { TableName, Item: { pk: { S: `receipt#${id}` }, sk: { S: '-' }, ...told } } },
      { Delete: { TableName, Key: unsentKey(lane, id) } },
    ]),
  )
}

async function receiptsOf(ports: Table, ids: readonly string[]): Promise<ReadonlyMap<string, Receipt>> {
  const items = await readAll(
    ports,
    ids.map((id) => ({ pk: `receipt#${id}`, sk: '-' })),
  )
  return new Map(
    ids.flatMap((id, i) => {
      const item = items[i]
      const messageId = item?.['messageId']?.S
      const sentAt = parseInstant(item?.['sentAt']?.S ?? '')
      return messageId === undefined || sentAt === undefined ? [] : [[id, { messageId, sentAt }]]
    }),
  )
}

function unsentKey(lane: string, id: string): Item {
  return { pk: { S: UNSENT }, sk: { S: `${lane}${BEHIND_LANE}${id}` } }
}

function unsentFrom(items: readonly Item[]): Unsent {
  const read = items.map((item) => ({ sk: item['sk']?.S ?? '?', due: dueFrom(item) }))
  return {
    due: read.flatMap(({ due }) => due ?? []).toSorted((a, b) => unixMs(a.notedAt) - unixMs(b.notedAt)),
    unreadable: read.flatMap(({ sk, due }) => (due === undefined ? [sk] : [])),
  }
}

function dueFrom(item: Item): Due | undefined {
  const announcement = parseAnnouncement(item['data']?.S)
  const notedAt = parseInstant(item['notedAt']?.S ?? '')
  return announcement === undefined || notedAt === undefined ? undefined : { announcement, notedAt }
}

function named(announcements: readonly Announcement[]): string {
  return announcements.length === 1
    ? `announcement ${announcements[0]?.id ?? ''}`
    : `${announcements.length} announcements`
}
