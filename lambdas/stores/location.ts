/** Where a store is: a bucket and the prefix below which Feldera syncs, or a folder. */
export type StoreLocation =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'file'; readonly directory: string }

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/**
 * `s3://bucket/prefix` or `file:///directory`; undefined where the text is neither.
 * A prefix is that of Feldera's `bucket` setting: `orders` means what is below `orders/`.
 */
export function parseLocation(text: string): StoreLocation | undefined {
  if (text.startsWith('s3://')) {
    const [bucket = '', ...rest] = text.slice('s3://'.length).split('/')
    const prefix = rest.join('/').replace(/(?<!\/)\/+$/, '')
    if (!BUCKET.test(bucket) || /\p{Cc}/u.test(prefix)) return undefined
    return { kind: 's3', bucket, prefix: prefix === '' ? '' : `${prefix}/` }
  }
  if (!text.startsWith('file:///')) return undefined
  try {
    const directory = decodeURIComponent(text.slice('file://'.length)).replace(/(?<=[^/])\/+$/, '')
    return directory.includes('\0') ? undefined : { kind: 'file', directory }
  } catch {
    return undefined
  }
}
