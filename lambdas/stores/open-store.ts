import { createFileStore } from './file-store.ts'
import { parseLocation } from './location.ts'
import type { StoreReader } from './store-reader.ts'

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
  const [{ storeClient }, { createS3Store }] = await Promise.all([
    import('./s3-client.ts'),
    import('./s3-store.ts'),
  ])
  const client = storeClient({ region, endpoint, credentials })
  return createS3Store({ client, bucket: place.bucket, prefix: place.prefix })
}
