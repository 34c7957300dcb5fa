import { createFileStore } from '../../../lambdas/stores/file-store.ts'
import { parseLocation } from '../../../lambdas/stores/location.ts'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { Refused } from '../refused.ts'

// The SDK waits for ever unless told otherwise. A span of 4 MiB on a slow line takes its time.
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true }

export interface StoreAsked {
  readonly location: string
  readonly region: string | undefined
  readonly endpoint: string | undefined
}

/** The store at a location; the SDK, with the credentials that it finds, is loaded only for a bucket. */
export async function storeAt({ location, region, endpoint }: StoreAsked): Promise<StoreReader> {
  const place = parseLocation(location)
  if (place === undefined)
    throw new Refused(`--location: ${location} is no s3://bucket/prefix and no file:///directory`)
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new Refused(`--endpoint: ${endpoint} is no URL`)
  if (place.kind === 'file') {
    if (region !== undefined || endpoint !== undefined)
      throw new Refused('--region and --endpoint are of s3:// locations')
    return createFileStore({ directory: place.directory })
  }
  const [{ S3Client }, { createS3Store }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('../../../lambdas/stores/s3-store.ts'),
  ])
  const client = new S3Client({
    requestHandler: PATIENCE,
    ...(region === undefined ? {} : { region }),
    // What speaks like S3 is rarely reached by a bucket's own name.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  })
  return createS3Store({ client, bucket: place.bucket, prefix: place.prefix })
}
