import type { DataDirectory } from './data-directory.ts'
import { externalEndpoint } from './dynamodb-client.ts'
import { answers } from './dynamodb-health.ts'
import { useEmbeddedDynamoDb } from './embedded-dynamodb.ts'

// CONTRACT §4: one of two at a time may wait so long, and then ends without effect.
const WAIT_AT_MOST_MS = 60_000

/**
 * Does the work with the data directory's DynamoDB (or another, by AWS_ENDPOINT_URL_DYNAMODB), and gives it up in any case. `revive` starts it
 * again, where it was, if it has died; for work that lasts.
 */
export async function usingDynamoDb<T>(
  data: DataDirectory,
  work: (endpoint: string, revive: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const external = externalEndpoint(process.env)
  if (external !== undefined) return work(external, async () => {})
  const use = () => useEmbeddedDynamoDb({ dataDirectory: data.path, waitAtMostMs: WAIT_AT_MOST_MS })
  const embedded = await use()
  const revive = async (): Promise<void> => {
    if (await answers(Number(new URL(embedded.endpoint).port))) return
    const again = await use()
    // We are its user still: only the second use ends here.
    await again.release()
  }
  try {
    return await work(embedded.endpoint, revive)
  } finally {
    await embedded.release()
  }
}
