import {
  type AttributeValue,
  QueryCommand,
  ResourceNotFoundException,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { rowFrom } from './ledger-row.ts'
import type { LedgerTable } from './ledger-table.ts'
import { type Table, unanswered } from './query-all.ts'

type Key = Record<string, AttributeValue>

/** The ledger table in DynamoDB, for auditors: read permission suffices (`dynamodb:Scan`, `dynamodb:Query`). */
export function createDynamoLedgerTable({ client, table }: Table): LedgerTable {
  return {
    async *names() {
      // There is no list of ledgers that could not be edited too: all items are gone through, and only their key is sent.
      const told = new Set<string>()
      let after: Key | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await client
          .send(
            new ScanCommand({
              TableName: table,
              ProjectionExpression: 'pk',
              ConsistentRead: true,
              ...(after && { ExclusiveStartKey: after }),
            }),
          )
          .catch((cause: unknown) => {
            // A table that is gone has no ledgers: what the log knows of them says the rest.
            if (cause instanceof ResourceNotFoundException) return { Items: [], LastEvaluatedKey: undefined }
            throw new Error('ledgers: scan unanswered', { cause })
          })
        for (const { pk } of Items) {
          const name = pk?.S ?? ''
          if (told.has(name)) continue
          told.add(name)
          yield name
        }
        after = LastEvaluatedKey
      } while (after !== undefined)
    },
    async *entries(name) {
      let after: Key | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await client
          .send(
            new QueryCommand({
              TableName: table,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': { S: name } },
              ConsistentRead: true,
              ...(after && { ExclusiveStartKey: after }),
            }),
          )
          .catch(unanswered(`${name}: read`))
        yield* Items.map(rowFrom)
        after = LastEvaluatedKey
      } while (after !== undefined)
    },
  }
}
