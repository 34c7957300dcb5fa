import { createFileStore } from './file-store.ts'
import { parseLocation } from './location.ts'
import type { StoreReader } from './store-reader.ts'

// The SDK waits for ever unless told otherwise. A span of 4 MiB on a slow line takes its time.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true }

/** Where a store is and how it is reached; null: as AWS's own tools find it. */
export interface Opening {
  readonly location: string
  readonly region: string | null
  readonly endpoint: string | null
  readonly credentials: S3Credentials | null
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The store at a location; the SDK is loaded only for a bucket. Throws for what is no location: it is checked before. */
export async function openStore({ location, region, endpoint, credentials }: Opening): Promise<StoreReader> {
  const place = parseLocation(location)
  if (place === undefined) throw new Error(`${location} is no location of a store`)
  if (place.kind === 'file') return createFileStore({ directory: place.directory })
  const [{ S3Client }, { createS3Store }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('./s3-store.ts'),
  ])
  const client = new S3Client({
    requestHandler: PATIENCE,
    ...(region === null ? {} : { region }),
    // What speaks like S3 is rarely reached by a bucket's own name.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === null ? {} : { credentials }),
  })
  return createS3Store({ client, bucket: place.bucket, prefix: place.prefix })
}
