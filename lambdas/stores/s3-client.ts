import { S3Client } from '@aws-sdk/client-s3'
import type { Opening } from './open-store.ts'

// The SDK waits for ever unless told otherwise. A span of 4 MiB on a slow line takes its time, and so do 256 MiB that S3 itself copies.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true }

/** A client for a store; null: as AWS's own tools find it. */
export function storeClient({ region, endpoint, credentials }: Omit<Opening, 'location'>): S3Client {
  return new S3Client({
    requestHandler: PATIENCE,
    ...(region === null ? {} : { region }),
    // What speaks like S3 is rarely reached by a bucket's own name.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === null ? {} : { credentials }),
  })
}
