import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type Table, unanswered } from '../query-all.ts'
import { type Group, readAll, writeAll } from '../transactions.ts'
import { ALERT_STATES, type AlertIndex, type AlertRow, positionOf, positionText } from './alert-index.ts'
import { alertRowFrom, alertRowText } from './alert-row-text.ts'
import { readData } from './read-data.ts'

const PK = 'alerts'
/** The index by which alerts of one state are found; infra makes it. */
export const BY_STATE = 'byState'

/**
 * Alerts in the `work` table: `pk` "alerts", `sk` "<raisedAt>#<id>", index `byState`; and a pointer under "alert#<id>",
 * written together with it, so that an alert in a list can always be found by its id.
 */
export function createDynamoAlertIndex(ports: Table): AlertIndex {
  const { client, table } = ports
  return {
    record: async (...rows) => {
      await writeAll(
        ports,
        rows.map((row) => [pointerTo(table, row), unlessLater(table, row)]),
      ).catch(unanswered(`${named(rows)}: write`))
    },
    remind: async (rows) => {
      await writeAll(
        ports,
        rows.map((row) => [whileFiring(table, row)]),
      ).catch(unanswered(`${named(rows)}: note of reminders`))
    },
    find: async (id) => (await findAll(ports, [id])).get(id),
    findAll: (ids) => findAll(ports, ids),
    list: async ({ state, after, limit }) => {
      const { Items = [], LastEvaluatedKey } = await client
        .send(
          new QueryCommand({
            TableName: table,
            ...(state === undefined ? {} : { IndexName: BY_STATE }),
            ConsistentRead: state === undefined,
            KeyConditionExpression: `${state === undefined ? 'pk' : 'alertState'} = :key${after === undefined ? '' : ' AND sk < :after'}`,
            ExpressionAttributeValues: {
              ':key': { S: state ?? PK },
              ...(after === undefined ? {} : { ':after': { S: positionText(after) } }),
            },
            ScanIndexForward: false,
            Limit: limit,
          }),
        )
        .catch(unanswered(`alerts ${state ?? 'of every state'}: read`))
      const rows = Items.map(rowFrom)
      const last = rows.at(-1)
      return { rows, next: LastEvaluatedKey === undefined || last === undefined ? null : positionOf(last) }
    },
  }
}

async function findAll(ports: Table, ids: readonly string[]): Promise<ReadonlyMap<string, AlertRow>> {
  const what = ids.length === 1 ? `alert ${ids[0] ?? ''}` : `${ids.length} alerts`
  const pointers = await readAll(
    ports,
    ids.map((id) => ({ pk: `alert#${id}`, sk: '-' })),
  ).catch(unanswered(`${what}: read`))
  const keys = pointers.flatMap((pointer) => {
    const sk = pointer?.['at']?.S
    return sk === undefined ? [] : [{ pk: PK, sk }]
  })
  const items = await readAll(ports, keys).catch(unanswered(`${what}: read`))
  const rows = items.flatMap((item) => (item === undefined ? [] : [rowFrom(item)]))
  return new Map(rows.map((row) => [row.id, row]))
}

function pointerTo(table: string, row: AlertRow): Group[number] {
  const Item = { pk: { S: `alert#${row.id}` }, sk: { S: '-' }, at: { S: positionText(row) } }
  return { Put: { TableName: table, Item } }
}

function unlessLater(table: string, row: AlertRow): Group[number] {
  return {
    Put: {
      TableName: table,
      Item: itemFrom(row),
      ConditionExpression: 'attribute_not_exists(pk) OR stateRank < :rank',
      ExpressionAttributeValues: { ':rank': rankOf(row) },
    },
  }
}

function whileFiring(table: string, row: AlertRow): Group[number] {
  return {
    Put: {
      TableName: table,
      Item: itemFrom(row),
      ConditionExpression: 'stateRank = :rank',
      ExpressionAttributeValues: { ':rank': rankOf(row) },
    },
  }
}

function itemFrom(row: AlertRow): Record<string, AttributeValue> {
  return {
    pk: { S: PK },
    sk: { S: positionText(row) },
    alertState: { S: row.state },
    stateRank: rankOf(row),
    data: { S: alertRowText(row) },
  }
}

function rankOf({ state }: AlertRow): AttributeValue & { readonly N: string } {
  return { N: String(ALERT_STATES.indexOf(state)) }
}

function named(rows: readonly AlertRow[]): string {
  return rows.length === 1 ? `alert ${rows[0]?.id ?? ''}` : `${rows.length} alerts`
}

function rowFrom(item: Record<string, AttributeValue>): AlertRow {
  return readData(`alert ${String(item['sk']?.S)}`, item['data']?.S, alertRowFrom)
}
