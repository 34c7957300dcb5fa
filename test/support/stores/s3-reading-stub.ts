import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onLoopback } from '../loopback-server.ts'

/**
 * As much of S3 as reading a store leans on: lists in pages with sizes and ETags, HEAD, GET with ranges and If-Match (206, 412, 416),
 * NoSuchBucket, refusals on demand. It cannot show what IAM refuses, nor how S3 behaves under load.
 */
export interface S3ReadingStub {
  readonly endpoint: string
  /** By `/bucket/key`. */
  readonly objects: Map<string, Uint8Array>
  /** Every request, as `GET /bucket/key bytes=0-511`. */
  readonly requests: string[]
  /** What is answered instead, by the request's line; undefined: as S3 would. */
  refuse: (line: string) => Refusal | undefined
  readonly stop: () => Promise<void>
}

export type Refusal = { readonly status: number; readonly code: string } | 'cut' | 'whole'

export async function startS3ReadingStub(options: { readonly page: number }): Promise<S3ReadingStub> {
  const objects = new Map<string, Uint8Array>()
  const requests: string[] = []
  const server = createServer((request, response) => respond(request, response))

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const range = request.headers.range ?? ''
    const line = `${request.method} ${decodeURIComponent(path)} ${range}`.trim()
    requests.push(line)
    const refusal = stub.refuse(line)
    if (typeof refusal === 'object') return failed(response, refusal.status, refusal.code)
    const asked = new URLSearchParams(query)
    if (asked.has('list-type')) return list(path, asked, response)
    const bytes = objects.get(decodeURIComponent(path))
    if (bytes === undefined) return failed(response, 404, 'NoSuchKey', request.method === 'HEAD')
    const etag = etagOf(bytes)
    if (request.method === 'HEAD') {
      response.writeHead(200, { etag, 'content-length': String(bytes.length) }).end()
      return
    }
    const wanted = request.headers['if-match']
    if (wanted !== undefined && wanted !== etag) return failed(response, 412, 'PreconditionFailed')
    const span = /^bytes=(\d+)-(\d+)$/.exec(range)
    if (span === null || refusal === 'whole') return send(response, 200, etag, bytes, refusal)
    if (Number(span[1]) >= bytes.length) return failed(response, 416, 'InvalidRange')
    send(response, 206, etag, bytes.subarray(Number(span[1]), Number(span[2]) + 1), refusal)
  }

  function list(path: string, asked: URLSearchParams, response: ServerResponse): void {
    const bucket = `${path.replace(/\/$/, '')}/`
    if (![...objects.keys()].some((key) => key.startsWith(bucket)))
      return failed(response, 404, 'NoSuchBucket')
    const prefix = bucket + (asked.get('prefix') ?? '')
    const names = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted()
    const from = Number(asked.get('continuation-token') ?? '0')
    const page = names.slice(from, from + options.page)
    const more = from + options.page < names.length
    const contents = page
      .map((name) => {
        const bytes = objects.get(name) ?? new Uint8Array()
        const key = name.slice(bucket.length).replaceAll('&', '&amp;')
        return `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><ETag>${etagOf(bytes)}</ETag></Contents>`
      })
      .join('')
    const next = more ? `<NextContinuationToken>${from + options.page}</NextContinuationToken>` : ''
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}${next}</ListBucketResult>`,
    )
  }

  const { url, stop } = await onLoopback(server)
  const stub: S3ReadingStub = {
    endpoint: url,
    objects,
    requests,
    refuse: () => undefined,
    stop,
  }
  return stub
}

function send(
  response: ServerResponse,
  status: number,
  etag: string,
  bytes: Uint8Array,
  refusal: 'cut' | 'whole' | undefined,
): void {
  response.writeHead(status, { etag, 'content-length': String(bytes.length) })
  if (refusal !== 'cut') {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy())
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

function failed(response: ServerResponse, status: number, code: string, bodyless = false): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    bodyless
      ? ''
      : `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>AKIASECRET</Message></Error>`,
  )
}
