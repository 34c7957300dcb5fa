import { startDynamoDb } from '../../infra/local/dynamodb-process.ts'

/** The embedded DynamoDB without a file, for one test file: a real server that speaks the wire protocol. */
export async function startInMemoryDynamoDb(): Promise<{
  readonly endpoint: string
  readonly stop: () => void
}> {
  const { pid, port } = await startDynamoDb({})
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => process.kill(pid, 'SIGKILL') }
}
