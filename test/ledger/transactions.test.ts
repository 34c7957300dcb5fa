import { createServer } from 'node:http'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { type Group, readAll, writeAll } from '../../lambdas/ledger/transactions.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/work/dynamo-alert-index.ts'
import { embeddedTables } from '../support/embedded-tables.ts'
import { at } from '../support/listings.ts'
import { onLoopback } from '../support/loopback-server.ts'
import { passOn } from '../support/passing-on.ts'
import { twoAnnouncements } from './work-contract.ts'

const tables = embeddedTables()
let conflicts: Awaited<ReturnType<typeof startConflicts>>
let client: DynamoDBClient
const [announcement] = twoAnnouncements()

beforeAll(async () => {
  conflicts = await startConflicts(tables.endpoint())
  client = localDynamoDbClient(conflicts.endpoint)
})

afterAll(() => conflicts.stop())

describe('a transaction that meets another', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again until it is through: %s',
    async (code) => {
      const table = { client, table: TABLES.work }
      conflicts.cancelNext('TransactWriteItems', 3, ['None', code])
      await writeAll(table, [put(`${code} 1`), put(`${code} 2`)])
      conflicts.cancelNext('TransactGetItems', 3, [code])
      const keys = [1, 2, 3].map((i) => ({ pk: `${code} ${i}`, sk: '-' }))
      expect((await readAll(table, keys)).map((item) => item?.['pk']?.S)).toEqual([
        `${code} 1`,
        `${code} 2`,
        undefined,
      ])
    },
  )

  it('does not cost a receipt, nor make an announcement due for ever', async () => {
    const outbox = createDynamoOutbox({ client, table: TABLES.work })
    await outbox.note([announcement], at(0))
    conflicts.cancelNext('TransactWriteItems', 2, ['None', 'TransactionConflict'])
    await outbox.sent('run', [announcement.id], { messageId: 'm-1', sentAt: at(1) })
    expect((await outbox.unsent()).due).toEqual([])
    expect((await outbox.receipts([announcement.id])).size).toBe(1)
  })

  it('is given up where it never gets through', async () => {
    conflicts.cancelNext('TransactWriteItems', 1_000, ['TransactionConflict'])
    const alerts = createDynamoAlertIndex({ client, table: TABLES.work })
    await expect(alerts.remind([])).resolves.toBeUndefined()
    await expect(writeAll({ client, table: TABLES.work }, [put('never')])).rejects.toThrow(
      /TransactionConflict/,
    )
    conflicts.cancelNext('TransactWriteItems', 0, [])
  })

  it('is not tried again for any other reason', async () => {
    conflicts.cancelNext('TransactWriteItems', 1, ['ValidationError'])
    await expect(writeAll({ client, table: TABLES.work }, [put('wrong')])).rejects.toThrow(/ValidationError/)
    expect(await readAll({ client, table: TABLES.work }, [{ pk: 'wrong', sk: '-' }])).toEqual([undefined])
  })
})

describe('groups of writes', () => {
  it('are left out as a whole where a condition is not fulfilled, wherever they stand, and the others are written', async () => {
    const table = { client, table: TABLES.work }
    const groups = Array.from(
      { length: 120 },
      (_, i): Group => [
        ...put(`first ${i}`),
        ...put(`second ${i}`, { ConditionExpression: 'attribute_not_exists(pk)' }),
      ],
    )
    const known = [0, 49, 50, 119]
    await writeAll(
      table,
      known.map((i) => put(`second ${i}`)),
    )
    await writeAll(table, groups)
    const items = await readAll(
      table,
      groups.map((_, i) => ({ pk: `first ${i}`, sk: '-' })),
    )
    expect(items.flatMap((item, i) => (item === undefined ? [i] : []))).toEqual(known)
  })

  it('are spread over several transactions where they are large', async () => {
    const table = { client, table: TABLES.work }
    const large = { data: { S: 'x'.repeat(300_000) } }
    const groups = Array.from({ length: 20 }, (_, i) => put(`large ${i}`, {}, large))
    await writeAll(table, groups)
    const keys = groups.map((_, i) => ({ pk: `large ${i}`, sk: '-' }))
    expect((await readAll(table, keys.slice(0, 10))).every((item) => item !== undefined)).toBe(true)
  })
})

function put(pk: string, condition: { ConditionExpression?: string } = {}, more = {}): Group {
  const Item = { pk: { S: pk }, sk: { S: '-' }, ...more }
  return [{ Put: { TableName: TABLES.work, Item, ...condition } }]
}

/** A loopback proxy in front of DynamoDB that cancels the next transactions for a reason of our choice. */
async function startConflicts(target: string) {
  let next = { operation: '', times: 0, codes: [] as readonly string[] }
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1]
    if (operation === next.operation && next.times > 0) {
      next = { ...next, times: next.times - 1 }
      incoming.resume()
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
      const type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException'
      const reasons = next.codes.map((Code) => ({ Code }))
      const message = `Transaction cancelled [${next.codes.join()}]`
      outgoing.end(JSON.stringify({ __type: type, Message: message, message, CancellationReasons: reasons }))
      return
    }
    passOn(target, incoming, outgoing)
  })
  const { url, stop } = await onLoopback(server)
  return {
    endpoint: url,
    cancelNext: (operation: string, times: number, codes: readonly string[]) => {
      next = { operation, times, codes }
    },
    stop,
  }
}
