import { parseLocation } from '../../../lambdas/stores/location.ts'
import { openStore } from '../../../lambdas/stores/open-store.ts'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { Refused } from '../refused.ts'

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
  if (place.kind === 'file' && (region !== undefined || endpoint !== undefined))
    throw new Refused('--region and --endpoint are of s3:// locations')
  return openStore({ location, region: region ?? null, endpoint: endpoint ?? null, credentials: null })
}
