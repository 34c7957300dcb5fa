/** What `verify-copies` may be given. */

export const COPIES_USAGE = `  verify-copies --location s3://BUCKET/PREFIX|file:///DIR [--deep] [--state-file FILE] [--region R] [--endpoint URL]
         [--stale-after AGE] [--retention-min-count N] [--retention-min-age AGE] [--confirm-after WAIT,WAIT]
         what Feldera synced there: whether every object is there and whole; ends with 0 verified, 1 damaged, 3 not verifiable`

export const COPIES_FLAGS = [
  'location',
  'state-file',
  'region',
  'endpoint',
  'stale-after',
  'retention-min-count',
  'retention-min-age',
  'confirm-after',
] as const

export const COPIES_OPTIONS = {
  location: { type: 'string' },
  'state-file': { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  'stale-after': { type: 'string' },
  'retention-min-count': { type: 'string' },
  'retention-min-age': { type: 'string' },
  'confirm-after': { type: 'string' },
  deep: { type: 'boolean', default: false },
} as const

export const NO_STORES =
  'verify-copies PIPELINE needs "stores" in the configuration, which this version does not know yet: give --location'
