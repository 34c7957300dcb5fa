/** What `restore` may be given. */

export const RESTORE_USAGE = `  restore PIPELINE UUID --to s3://BUCKET/PREFIX|file:///DIR [--from kept|store] [--dry-run] [--deep] [--to-region R] [--to-endpoint URL]
         [--archive PLACE] [--location PLACE [--region R] [--endpoint URL]]   writes a location from which Feldera can start, the
         catalog last: from the kept copy, or with --from store from where Feldera synced to; ends with 0 restored and verified, 1 damaged, 3 not verifiable
  restore PIPELINE UUID --drill [--note TEXT] [--to …]   the same as a drill, which is recorded; without --to into a folder that is removed again`

const TEXT = { type: 'string' } as const
export const RESTORE_FLAGS = { 'to-region': TEXT, 'to-endpoint': TEXT } as const

export const RESTORE_FLAG_NAMES = [
  'to',
  'to-region',
  'to-endpoint',
  'from',
  'archive',
  'location',
  'region',
  'endpoint',
  'note',
] as const
