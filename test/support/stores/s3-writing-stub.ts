import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onLoopback } from '../loopback-server.ts'

/**
 * As much of S3 as keeping and restoring lean on: lists, HEAD with checksums and locks, GET with ranges and If-Match; PUT, copies and uploads in
 * parts, each under If-None-Match, with SHA-256 that is really compared and computed, whole or composite; retention that is never shortened. It
 * cannot show what IAM refuses, nor S3's own consistency or limits of size.
 */
export interface S3WritingStub {
  readonly endpoint: string
  /** By `/bucket/key`. */
  readonly objects: Map<string, Kept>
  readonly requests: string[]
  /** Uploads in parts that were neither completed nor given up. */
  readonly uploads: Map<string, Upload>
  /** What is answered instead, by the request's line; `lost`: it is done, and never answered. */
  refuse: (line: string) => Answered | undefined
  readonly stop: () => Promise<void>
}

export type Answered = { readonly status: number; readonly code: string } | 'lost'

export interface Kept {
  readonly bytes: Buffer
  readonly etag: string
  /** As S3 says it: base64, with `-N` where it is of N parts; undefined where whoever wrote it asked for none. */
  readonly sha256?: string | undefined
  readonly lockedUntil?: string | undefined
  readonly lockMode?: string | undefined
  readonly metadata?: Readonly<Record<string, string>>
}

interface Upload {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly parts: Map<number, Buffer>
}

/** Puts what nobody asked a checksum of, as an older rclone does. */
export function plain(bytes: Uint8Array): Kept {
  return { bytes: Buffer.from(bytes), etag: etagOf(bytes) }
}

export async function startS3WritingStub(): Promise<S3WritingStub> {
  const objects = new Map<string, Kept>()
  const requests: string[] = []
  const uploads = new Map<string, Upload>()
  let [named, clock] = [0, 0]

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const [rawPath = '', query = ''] = (request.url ?? '').split('?')
    const path = decodeURIComponent(rawPath)
    const asked = new URLSearchParams(query)
    const what = [...asked.keys()].filter((key) =>
      ['uploads', 'uploadId', 'retention', 'list-type', 'partNumber'].includes(key),
    )
    const copying = request.headers['x-amz-copy-source'] === undefined ? '' : ' copy'
    const line = [request.method, path, what.join('&'), copying.trim()]
      .filter((part) => part !== '')
      .join(' ')
    requests.push(line)
    const answered = stub.refuse(line)
    if (typeof answered === 'object') return failed(response, answered.status, answered.code)
    const reply = answer(request, path, asked, body)
    if (answered === 'lost') {
      request.socket.destroy()
      return
    }
    response
      .writeHead(reply.status, reply.headers ?? {})
      .end(request.method === 'HEAD' ? '' : (reply.body ?? ''))
  }

  interface Reply {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | Uint8Array
  }

  function answer(request: IncomingMessage, path: string, asked: URLSearchParams, body: Buffer): Reply {
    const { headers, method } = request
    if (method === 'GET' && asked.has('list-type')) return list(path, asked)
    if (method === 'GET' || method === 'HEAD') return read(path, headers)
    if (method === 'DELETE' && asked.has('uploadId')) {
      uploads.delete(asked.get('uploadId') ?? '')
      return { status: 204 }
    }
    if (method === 'PUT' && asked.has('retention')) return retain(path, body.toString('utf8'))
    if (method === 'POST' && asked.has('uploads')) {
      const id = `upload-${(named += 1)}`
      uploads.set(id, { path, headers, parts: new Map() })
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
    }
    if (method === 'POST' && asked.has('uploadId'))
      return complete(path, headers, asked.get('uploadId') ?? '', body)
    const source = headers['x-amz-copy-source']
    const bytes = typeof source === 'string' ? copied(decodeURIComponent(source), headers) : body
    if ('status' in bytes) return bytes
    if (asked.has('uploadId')) return part(asked, headers, bytes, source !== undefined)
    return put(path, headers, bytes, source !== undefined)
  }

  function put(path: string, headers: IncomingMessage['headers'], bytes: Buffer, isCopy: boolean): Reply {
    const sha256 = base64Of(bytes)
    const said = headers['x-amz-checksum-sha256']
    if (said !== undefined && said !== sha256) return error(400, 'BadDigest')
    if (headers['if-none-match'] === '*' && objects.has(path)) return error(412, 'PreconditionFailed')
    const isSummed = said !== undefined || headers['x-amz-checksum-algorithm'] === 'SHA256'
    // Written again it has another ETag here, as under another key of encryption.
    const etag = isCopy
      ? `"${createHash('md5')
          .update(`copy ${(clock += 1)}`)
          .digest('hex')}"`
      : etagOf(bytes)
    objects.set(path, { bytes, etag, sha256: isSummed ? sha256 : undefined, ...lockIn(headers) })
    if (!isCopy) return { status: 200, headers: { etag } }
    return xml(
      `<CopyObjectResult><ETag>${etag}</ETag>${isSummed ? `<ChecksumSHA256>${sha256}</ChecksumSHA256>` : ''}</CopyObjectResult>`,
    )
  }

  function copied(source: string, headers: IncomingMessage['headers']): Buffer | Reply {
    const there = objects.get(`/${source.replace(/^\//, '')}`)
    if (there === undefined) return error(404, 'NoSuchKey')
    if (headers['x-amz-copy-source-if-match'] !== there.etag) return error(412, 'PreconditionFailed')
    const range = /^bytes=(\d+)-(\d+)$/.exec(String(headers['x-amz-copy-source-range'] ?? ''))
    return range === null ? there.bytes : there.bytes.subarray(Number(range[1]), Number(range[2]) + 1)
  }

  function part(
    asked: URLSearchParams,
    headers: IncomingMessage['headers'],
    bytes: Buffer,
    isCopy: boolean,
  ): Reply {
    const upload = uploads.get(asked.get('uploadId') ?? '')
    if (upload === undefined) return error(404, 'NoSuchUpload')
    const sha256 = base64Of(bytes)
    const said = headers['x-amz-checksum-sha256']
    if (said !== undefined && said !== sha256) return error(400, 'BadDigest')
    upload.parts.set(Number(asked.get('partNumber')), Buffer.from(bytes))
    const etag = etagOf(bytes)
    if (!isCopy) return { status: 200, headers: { etag, 'x-amz-checksum-sha256': sha256 } }
    return xml(
      `<CopyPartResult><ETag>${etag}</ETag><ChecksumSHA256>${sha256}</ChecksumSHA256></CopyPartResult>`,
    )
  }

  function complete(path: string, headers: IncomingMessage['headers'], id: string, body: Buffer): Reply {
    const upload = uploads.get(id)
    if (upload === undefined || upload.path !== path) return error(404, 'NoSuchUpload')
    if (headers['if-none-match'] === '*' && objects.has(path)) return error(412, 'PreconditionFailed')
    const said = [...body.toString('utf8').matchAll(/<ChecksumSHA256>([^<]+)<\/ChecksumSHA256>/g)].map(
      (m) => m[1],
    )
    const parts = [...upload.parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes)
    if (said.length !== parts.length || parts.some((bytes, i) => base64Of(bytes) !== said[i]))
      return error(400, 'InvalidPart')
    const composite = createHash('sha256')
    for (const bytes of parts) composite.update(createHash('sha256').update(bytes).digest())
    const sha256 = `${composite.digest('base64')}-${parts.length}`
    const bytes = Buffer.concat(parts)
    const metadata = { 'part-bytes': String(upload.headers['x-amz-meta-part-bytes'] ?? '') }
    objects.set(path, {
      bytes,
      etag: `"${createHash('md5').update(sha256).digest('hex')}-${parts.length}"`,
      sha256,
      metadata,
      ...lockIn(upload.headers),
    })
    uploads.delete(id)
    return xml(
      `<CompleteMultipartUploadResult><ChecksumSHA256>${sha256}</ChecksumSHA256></CompleteMultipartUploadResult>`,
    )
  }

  function retain(path: string, body: string): Reply {
    const there = objects.get(path)
    if (there === undefined) return error(404, 'NoSuchKey')
    const until = /<RetainUntilDate>([^<]+)</.exec(body)?.[1] ?? ''
    if (there.lockedUntil !== undefined && Date.parse(until) < Date.parse(there.lockedUntil))
      return error(403, 'AccessDenied')
    objects.set(path, { ...there, lockedUntil: until, lockMode: /<Mode>([^<]+)</.exec(body)?.[1] })
    return { status: 200 }
  }

  function read(path: string, headers: IncomingMessage['headers']): Reply {
    const there = objects.get(path)
    if (there === undefined) return error(404, 'NoSuchKey')
    const wanted = headers['if-match']
    if (wanted !== undefined && wanted !== there.etag) return error(412, 'PreconditionFailed')
    const span = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')
    if (span !== null && Number(span[1]) >= there.bytes.length) return error(416, 'InvalidRange')
    const bytes = span === null ? there.bytes : there.bytes.subarray(Number(span[1]), Number(span[2]) + 1)
    const said: Record<string, string> = { etag: there.etag, 'content-length': String(bytes.length) }
    if (headers['x-amz-checksum-mode'] === 'ENABLED' && there.sha256 !== undefined && span === null)
      said['x-amz-checksum-sha256'] = there.sha256
    if (there.lockedUntil !== undefined) said['x-amz-object-lock-retain-until-date'] = there.lockedUntil
    for (const [key, value] of Object.entries(there.metadata ?? {})) said[`x-amz-meta-${key}`] = value
    return { status: span === null ? 200 : 206, headers: said, body: bytes }
  }

  function list(path: string, asked: URLSearchParams): Reply {
    const bucket = `${path.replace(/\/$/, '')}/`
    const prefix = bucket + (asked.get('prefix') ?? '')
    const contents = [...objects]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([key, { bytes, etag }]) =>
          `<Contents><Key>${key.slice(bucket.length)}</Key><Size>${bytes.length}</Size><ETag>${etag}</ETag></Contents>`,
      )
    return xml(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`)
  }

  const server = createServer((request, response) => void respond(request, response))
  const { url, stop } = await onLoopback(server)
  const stub: S3WritingStub = {
    endpoint: url,
    objects,
    requests,
    uploads,
    refuse: () => undefined,
    stop,
  }
  return stub
}

function lockIn(headers: IncomingMessage['headers']): Pick<Kept, 'lockedUntil' | 'lockMode'> {
  const [until, mode] = [headers['x-amz-object-lock-retain-until-date'], headers['x-amz-object-lock-mode']]
  return { lockedUntil: until?.toString(), lockMode: mode?.toString() }
}

function base64Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

function xml(text: string) {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${text}`,
  }
}

function error(status: number, code: string) {
  return { ...xml(`<Error><Code>${code}</Code><Message>AKIASECRET</Message></Error>`), status }
}

function failed(response: ServerResponse, status: number, code: string): void {
  const { headers, body } = error(status, code)
  response.writeHead(status, headers).end(body)
}
