import type { IncomingHttpHeaders } from 'node:http'
import type { Kept } from './kept.ts'
import { type Reply, refusal, xml } from './reply.ts'

type Objects = ReadonlyMap<string, Kept>

/** HEAD and GET, with ranges, If-Match, checksums and locks. `whole`: as if no range had been asked for. */
export function read(objects: Objects, path: string, headers: IncomingHttpHeaders, whole: boolean): Reply {
  const there = objects.get(path)
  if (there === undefined) return refusal(404, 'NoSuchKey')
  const wanted = headers['if-match']
  if (wanted !== undefined && wanted !== there.etag) return refusal(412, 'PreconditionFailed')
  const span = whole ? null : /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')
  if (span !== null && Number(span[1]) >= there.bytes.length) return refusal(416, 'InvalidRange')
  const bytes = span === null ? there.bytes : there.bytes.subarray(Number(span[1]), Number(span[2]) + 1)
  const said: Record<string, string> = { etag: there.etag, 'content-length': String(bytes.length) }
  if (headers['x-amz-checksum-mode'] === 'ENABLED' && there.sha256 !== undefined && span === null)
    said['x-amz-checksum-sha256'] = there.sha256
  if (there.lockedUntil !== undefined) said['x-amz-object-lock-retain-until-date'] = there.lockedUntil
  for (const [key, value] of Object.entries(there.metadata ?? {})) said[`x-amz-meta-${key}`] = value
  return { status: span === null ? 200 : 206, headers: said, body: bytes }
}

/** A page of names with sizes and ETags. A bucket of which nobody has said so is there as long as something is in it. */
export function list(
  objects: Objects,
  path: string,
  asked: URLSearchParams,
  { page, buckets }: { readonly page: number; readonly buckets: readonly string[] },
): Reply {
  const bucket = `${path.replace(/\/$/, '')}/`
  const isThere =
    buckets.includes(bucket.slice(1, -1)) || [...objects.keys()].some((key) => key.startsWith(bucket))
  if (!isThere) return refusal(404, 'NoSuchBucket')
  const prefix = bucket + (asked.get('prefix') ?? '')
  const all = [...objects].filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const from = Number(asked.get('continuation-token') ?? '0')
  const more = from + page < all.length
  const contents = all.slice(from, from + page).map(([name, { bytes, etag }]) => {
    const key = name.slice(bucket.length).replaceAll('&', '&amp;')
    return `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><ETag>${etag}</ETag></Contents>`
  })
  const next = more ? `<NextContinuationToken>${from + page}</NextContinuationToken>` : ''
  return xml(
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`,
  )
}
