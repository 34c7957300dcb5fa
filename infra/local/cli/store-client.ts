import { S3Client } from '@aws-sdk/client-s3'

// The SDK waits for ever unless told otherwise. A span of 4 MiB on a slow line takes its time, and so do 256 MiB that S3 itself copies.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true }

/** A client for the store of somebody else's objects, with the credentials of who asks. */
export function storeClient({
  region,
  endpoint,
}: {
  readonly region: string | undefined
  readonly endpoint: string | undefined
}): S3Client {
  return new S3Client({
    requestHandler: PATIENCE,
    ...(region === undefined ? {} : { region }),
    // What speaks like S3 is rarely reached by a bucket's own name.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  })
}
