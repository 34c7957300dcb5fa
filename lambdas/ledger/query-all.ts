import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'

export interface Table {
  readonly client: DynamoDBClient
  readonly table: string
}

/** Every item under a partition key (of which `sk` begins so), page after page (DynamoDB ends a page at 1 MB), strongly consistent. */
export async function queryAll(
  { client, table }: Table,
  pk: string,
  beginning = '',
): Promise<readonly Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = []
  let after: Record<string, AttributeValue> | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: beginning === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :beginning)',
        ExpressionAttributeValues: {
          ':pk': { S: pk },
          ...(beginning === '' ? {} : { ':beginning': { S: beginning } }),
        },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    )
    items.push(...(page.Items ?? []))
    after = page.LastEvaluatedKey
  } while (after !== undefined)
  return items
}

/** For `catch`: no error of the client leaves an adapter but as the cause of one that says what was attempted. */
export function unanswered(what: string): (cause: unknown) => never {
  return (cause) => {
    throw new Error(`${what} unanswered`, { cause })
  }
}
