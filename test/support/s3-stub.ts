import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onLoopback } from './loopback-server.ts'

export interface StoredObject {
  readonly bytes: Buffer
  readonly headers: { readonly [name: string]: string }
  readonly tagging?: string
}

/**
 * As much of S3 as the archive leans on: conditional puts (412, and 409 on demand), SHA-256 checksums that are really
 * compared, ETags, lists in pages of two, tags, and the Object Lock headers, which it records. It cannot show that a locked object resists deletion,
 * nor what IAM refuses, nor S3's own consistency.
 */
export interface S3Stub {
  readonly endpoint: string
  readonly objects: Map<string, StoredObject>
  /** So many of the next puts are answered 409. */
  readonly conflict: (times: number) => void
  /** The next put is stored; its answer never comes back. */
  readonly loseNextAnswer: () => void
  /** The next put arrives damaged. */
  readonly damageNext: () => void
  readonly stop: () => Promise<void>
}

export async function startS3Stub(): Promise<S3Stub> {
  const objects = new Map<string, StoredObject>()
  let [conflicts, losing, damaging] = [0, false, false]
  const server = createServer((request, response) => {
    void respond(request, response)
  })

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const asked = new URLSearchParams(query)
    if (request.method === 'GET')
      return asked.has('list-type') ? list(path, asked, response) : get(path, response)
    if (asked.has('tagging')) return tag(path, Buffer.concat(chunks).toString('utf8'), response)
    const bytes = Buffer.concat(chunks)
    if (damaging) bytes[0] = (bytes[0] ?? 0) ^ 1
    damaging = false
    put(path, bytes, request, response)
  }

  function get(path: string, response: ServerResponse): void {
    const stored = objects.get(path)
    if (stored === undefined) return failed(response, 404, 'NoSuchKey')
    response.writeHead(200, { etag: etagOf(stored) }).end(stored.bytes)
  }

  function tag(path: string, tagging: string, response: ServerResponse): void {
    const stored = objects.get(path)
    if (stored === undefined) return failed(response, 404, 'NoSuchKey')
    objects.set(path, { ...stored, tagging })
    response.writeHead(200).end()
  }

  function list(path: string, asked: URLSearchParams, response: ServerResponse): void {
    const bucket = `${path.replace(/\/$/, '')}/`
    const names = [...objects.keys()]
      .flatMap((key) => (key.startsWith(bucket) ? [key.slice(bucket.length)] : []))
      .filter((name) => name.startsWith(asked.get('prefix') ?? ''))
      .toSorted()
    const from = Number(asked.get('continuation-token') ?? '0')
    const page = names.slice(from, from + LIST_PAGE)
    const more = from + LIST_PAGE < names.length
    const contents = page.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')
    const next = more ? `<NextContinuationToken>${from + LIST_PAGE}</NextContinuationToken>` : ''
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}${next}</ListBucketResult>`,
    )
  }

  function put(path: string, bytes: Buffer, request: IncomingMessage, response: ServerResponse): void {
    if (conflicts > 0) {
      conflicts -= 1
      return failed(response, 409, 'ConditionalRequestConflict')
    }
    const checksum = createHash('sha256').update(bytes).digest('base64')
    if (request.headers['x-amz-checksum-sha256'] !== checksum) return failed(response, 400, 'BadDigest')
    if (request.headers['if-none-match'] === '*' && objects.has(path)) {
      return failed(response, 412, 'PreconditionFailed')
    }
    const wanted = request.headers['if-match']
    const there = objects.get(path)
    if (wanted !== undefined && there === undefined) return failed(response, 404, 'NoSuchKey')
    if (wanted !== undefined && there !== undefined && etagOf(there) !== wanted)
      return failed(response, 412, 'PreconditionFailed')
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    objects.set(path, { bytes, headers })
    if (losing) {
      losing = false
      request.socket.destroy()
      return
    }
    response.writeHead(200).end()
  }

  const { url, stop } = await onLoopback(server)
  return {
    endpoint: url,
    objects,
    conflict: (times) => {
      conflicts = times
    },
    loseNextAnswer: () => {
      losing = true
    },
    damageNext: () => {
      damaging = true
    },
    stop,
  }
}

// So that a list of three names is two pages.
const LIST_PAGE = 2

function etagOf({ bytes }: StoredObject): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

function failed(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  )
}
