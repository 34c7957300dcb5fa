import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'

// The SDK waits for ever unless told otherwise, and somebody sits before it.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true }

/** Clients with the region and the credentials of who asks. */

export function ownDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ requestHandler: PATIENCE })
}

export function ownS3Client(): S3Client {
  // Another S3 than AWS's knows no host for each bucket.
  const forcePathStyle =
    process.env['AWS_ENDPOINT_URL_S3'] !== undefined || process.env['AWS_ENDPOINT_URL'] !== undefined
  return new S3Client({ forcePathStyle, requestHandler: PATIENCE })
}
