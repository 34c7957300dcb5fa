import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { ALERT_STATES, type AlertIndex, type AlertPosition, type AlertRow } from './alert-index.ts'
import { unanswered } from './query-all.ts'

const PK = 'alerts'
const BY_STATE = 'byState'

/**
 * Alerts in the `work` table: `pk` "alerts", `sk` "<raisedAt>#<id>", index `byState`; and a pointer under "alert#<id>",
 * written first, so that an alert in a list can always be found by its id.
 */
export function createDynamoAlertIndex({
  client,
  table,
}: {
  client: DynamoDBClient
  table: string
}): AlertIndex {
  const get = async (pk: string, sk: string) => {
    const key = { pk: { S: pk }, sk: { S: sk } }
    const { Item } = await client
      .send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
      .catch(unanswered(`${pk} ${sk}: read`))
    return Item
  }
  return {
    record: async (row) => {
      const sk = positionText(row)
      const pointer = { pk: { S: `alert#${row.id}` }, sk: { S: '-' }, at: { S: sk } }
      await client
        .send(new PutItemCommand({ TableName: table, Item: pointer }))
        .catch(unanswered(`alert ${row.id}: write of its pointer`))
      try {
        await client.send(new PutItemCommand({ TableName: table, ...conditionalPut(row, sk) }))
      } catch (error) {
        // A later state is known already: this delivery is late or repeated.
        if (!(error instanceof ConditionalCheckFailedException)) {
          throw new Error(`alert ${row.id}: write unanswered`, { cause: error })
        }
      }
    },
    find: async (id) => {
      const at = (await get(`alert#${id}`, '-'))?.['at']?.S
      const item = at === undefined ? undefined : await get(PK, at)
      return item === undefined ? undefined : rowFrom(item)
    },
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

function conditionalPut(row: AlertRow, sk: string) {
  const rank = { N: String(ALERT_STATES.indexOf(row.state)) }
  const data = { S: JSON.stringify(row) }
  return {
    Item: { pk: { S: PK }, sk: { S: sk }, alertState: { S: row.state }, stateRank: rank, data },
    ConditionExpression: 'attribute_not_exists(pk) OR stateRank < :rank',
    ExpressionAttributeValues: { ':rank': rank },
  }
}

export function positionOf({ raisedAt, id }: AlertRow): AlertPosition {
  return { raisedAt, id }
}

export function positionText({ raisedAt, id }: AlertPosition): string {
  return `${raisedAt}#${id}`
}

function rowFrom(item: Record<string, AttributeValue>): AlertRow {
  const data = item['data']?.S
  if (data === undefined) throw new Error(`alert ${String(item['sk']?.S)}: no data`)
  return JSON.parse(data) as AlertRow
}
