import type { DataDirectory } from './data-directory.ts'
import { externalEndpoint } from './dynamodb-client.ts'
import { useEmbeddedDynamoDb } from './embedded-dynamodb.ts'

// CONTRACT §4: one of two at a time may wait so long, and then ends without effect.
const WAIT_AT_MOST_MS = 60_000

/** Does the work with the data directory's DynamoDB (or another, by AWS_ENDPOINT_URL_DYNAMODB), and gives it up in any case. */
export async function usingDynamoDb<T>(
  data: DataDirectory,
  work: (endpoint: string) => Promise<T>,
): Promise<T> {
  const external = externalEndpoint(process.env)
  if (external !== undefined) return work(external)
  const embedded = await useEmbeddedDynamoDb({ dataDirectory: data.path, waitAtMostMs: WAIT_AT_MOST_MS })
  try {
    return await work(embedded.endpoint)
  } finally {
    await embedded.release()
  }
}
