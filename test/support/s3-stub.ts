import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StoredObject {
  readonly bytes: Buffer
  readonly headers: { readonly [name: string]: string }
}

/**
 * As much of S3 as the archive leans on: conditional puts (412, and 409 on demand), SHA-256 checksums that are really
 * compared, and the Object Lock headers, which it records. It cannot show that a locked object resists deletion,
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
    const [path = ''] = (request.url ?? '').split('?')
    if (request.method === 'GET') return get(path, response)
    const bytes = Buffer.concat(chunks)
    if (damaging) bytes[0] = (bytes[0] ?? 0) ^ 1
    damaging = false
    put(path, bytes, request, response)
  }

  function get(path: string, response: ServerResponse): void {
    const stored = objects.get(path)
    if (stored === undefined) return failed(response, 404, 'NoSuchKey')
    response.writeHead(200).end(stored.bytes)
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

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function failed(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  )
}
