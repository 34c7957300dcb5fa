import { keysOf } from '../../../lambdas/domain/keys-of.ts'

/** What `verify-copies` may be given. */

export const COPIES_USAGE = `  verify-copies --location s3://BUCKET/PREFIX|file:///DIR [--deep] [--state-file FILE] [--region R] [--endpoint URL]
         [--stale-after AGE] [--retention-min-count N] [--retention-min-age AGE] [--confirm-after WAIT,WAIT]
         what Feldera synced there: whether every object is there and whole; ends with 0 verified, 1 damaged, 3 not verifiable
  verify-copies PIPELINE [--deep] [--confirm-after WAIT,WAIT]
         the same of its configured store, read anew and held against the ledger`

const TEXT = { type: 'string' } as const
export const COPIES_FLAGS = {
  location: TEXT,
  'state-file': TEXT,
  region: TEXT,
  endpoint: TEXT,
  'stale-after': TEXT,
  'retention-min-count': TEXT,
  'retention-min-age': TEXT,
  'confirm-after': TEXT,
} as const

export const COPIES_FLAG_NAMES = keysOf(COPIES_FLAGS)
