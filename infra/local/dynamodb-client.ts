import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'

/** A DynamoDB on this machine asks for credentials only in form. */
const LOCAL = {
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 5,
  // It is on this machine: one that does not answer hangs, and waiting longer would only hang with it. To connect has no time of its own:
  // here that succeeds or is refused at once, and the SDK counts it from when a request begins to wait for one of its 50 connections.
  requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
}

export function localDynamoDbClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ ...LOCAL, endpoint })
}

export function localStreamsClient(endpoint: string): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient({ ...LOCAL, endpoint })
}

/** Another DynamoDB to use instead of the embedded one, by the variable that the AWS SDKs have for it. */
export function externalEndpoint(environment: {
  readonly [name: string]: string | undefined
}): string | undefined {
  const endpoint = environment['AWS_ENDPOINT_URL_DYNAMODB']
  return endpoint === undefined || endpoint === '' ? undefined : endpoint
}
