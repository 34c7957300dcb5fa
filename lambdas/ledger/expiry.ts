import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Instant, unixMs } from '../domain/instant.ts'

// What was noted for a run is of no use once a day's stream and every sweep have passed.
const KEEP_SECONDS = 30 * 86_400

/** When DynamoDB may drop an item that is of use for a day. */
export function expiry(at: Instant): AttributeValue & { readonly N: string } {
  return { N: String(Math.ceil(unixMs(at) / 1_000) + KEEP_SECONDS) }
}
