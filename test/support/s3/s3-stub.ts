import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onLoopback } from '../loopback-server.ts'
import type { Kept } from './kept.ts'
import { type Reply, refusal } from './reply.ts'
import { list, read } from './s3-reading.ts'
import { createWriting, type Upload } from './s3-writing.ts'

/**
 * As much of S3 as archive, stores, keeping and restoring lean on: lists in pages, reading by ranges (s3-reading.ts), writing under conditions
 * with checksums, locks, parts and tags (s3-writing.ts), and refusals on demand. It cannot show what IAM refuses, that a locked object resists
 * deletion, nor S3's own consistency, limits of size or behaviour under load.
 */
export interface S3Stub {
  readonly endpoint: string
  /** By `/bucket/key`. */
  readonly objects: Map<string, Kept>
  /** Every request, as `GET /bucket/key bytes=0-511`, `PUT /bucket/key uploadId&partNumber copy`. */
  readonly requests: string[]
  /** Uploads in parts that were neither completed nor given up. */
  readonly uploads: Map<string, Upload>
  /** What is answered instead, by the request's line; undefined: as S3 would. */
  refuse: (line: string) => Answered | undefined
  readonly stop: () => Promise<void>
}

export type Answered =
  | { readonly status: number; readonly code: string }
  /** It is done, and never answered. */
  | 'lost'
  /** It arrives damaged. */
  | 'damaged'
  /** The answer breaks off in its middle. */
  | 'cut'
  /** The range is not minded. */
  | 'whole'

const SAID = ['uploads', 'uploadId', 'retention', 'tagging', 'list-type', 'partNumber']

/** `buckets`: those that are there though nothing is in them. */
export async function startS3Stub({
  page = 1_000,
  buckets = [],
}: {
  readonly page?: number
  readonly buckets?: readonly string[]
} = {}): Promise<S3Stub> {
  const objects = new Map<string, Kept>()
  const requests: string[] = []
  const uploads = new Map<string, Upload>()
  const write = createWriting(objects, uploads)

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { method = '', headers, url = '' } = request
    const [rawPath = '', query = ''] = url.split('?')
    const path = decodeURIComponent(rawPath)
    const asked = new URLSearchParams(query)
    const line = lineOf(request, path, asked)
    requests.push(line)
    const answered = stub.refuse(line)
    if (typeof answered === 'object') return send(response, method, refusal(answered.status, answered.code))
    if (answered === 'damaged') body[0] = (body[0] ?? 0) ^ 1
    const isReading = method === 'GET' || method === 'HEAD'
    const reply = !isReading
      ? write({ method, path, asked, headers, body })
      : asked.has('list-type')
        ? list(objects, path, asked, { page, buckets })
        : read(objects, path, headers, answered === 'whole')
    if (answered === 'lost') request.socket.destroy()
    else send(response, method, reply, answered === 'cut')
  }

  const { url, stop } = await onLoopback(createServer((request, response) => void respond(request, response)))
  const stub: S3Stub = { endpoint: url, objects, requests, uploads, refuse: () => undefined, stop }
  return stub
}

function lineOf({ method, headers }: IncomingMessage, path: string, asked: URLSearchParams): string {
  const said = [...asked.keys()].filter((key) => SAID.includes(key)).join('&')
  const copying = headers['x-amz-copy-source'] === undefined ? '' : 'copy'
  return [method, path, said, headers.range ?? '', copying].filter((part) => part !== '').join(' ')
}

function send(
  response: ServerResponse,
  method: string,
  { status, headers, body = '' }: Reply,
  isCut = false,
): void {
  response.writeHead(status, headers ?? {})
  if (!isCut) response.end(method === 'HEAD' ? '' : body)
  else response.write(body.slice(0, body.length >> 1), () => response.destroy())
}
