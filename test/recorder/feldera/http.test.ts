import type { RequestListener } from 'node:http'
import { createServer as createRawServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Exchange, exchange, LIMITS, type Limits } from '../../../lambdas/recorder/feldera/http.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'
import { createLoopbacks, json, type Loopbacks } from './loopback.ts'

const QUICK: Limits = { answerMs: 5_000, bodyBytes: 100_000 }

let loopbacks: Loopbacks
beforeEach(() => {
  loopbacks = createLoopbacks()
})
afterEach(() => loopbacks.close())

async function get(url: string, limits: Limits = QUICK): Promise<Exchange> {
  const request = { method: 'GET' as const, url, headers: { 'accept-encoding': 'gzip' } }
  return exchange({ agents: loopbacks.agents, clock: systemClock, limits }, request)
}

async function answerTo(listener: RequestListener, limits?: Limits): Promise<Exchange> {
  const { url } = await loopbacks.serve(listener)
  return get(url, limits)
}

async function answerOfRaw(onSocket: (socket: Socket) => void, limits?: Limits): Promise<Exchange> {
  const server = createRawServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => onSocket(socket))
  })
  return get(await loopbacks.listen(server), limits)
}

function textOf(answer: Exchange): string {
  return answer.kind === 'answered' ? Buffer.from(answer.body).toString() : `incomplete: ${answer.reason}`
}

it('gives the whole answer, whatever its status', async () => {
  const answer = await answerTo(json(503, '{"a":1}', { 'Retry-After': '5' }))
  expect(answer).toMatchObject({ kind: 'answered', status: 503, headers: { 'retry-after': '5' } })
  expect(textOf(answer)).toBe('{"a":1}')
})

it.each(['gzip', 'GZIP', 'x-gzip'])('decompresses %s', async (encoding) => {
  const answer = await answerTo((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync('[1]'))
  })
  expect(textOf(answer)).toBe('[1]')
})

it('has the limits that the contract promises', () => {
  expect(LIMITS).toEqual({ answerMs: 15_000, bodyBytes: 8_388_608 })
})

it('keeps the connection for the next request', async () => {
  const server = await loopbacks.serve(json(200, []))
  for (let i = 0; i < 3; i++) await get(server.url)
  expect(server.requests).toHaveLength(3)
  expect(server.connections).toHaveLength(1)
})

it('asks once more, on a new connection, when every kept one was closed unnoticed', async () => {
  const server = await loopbacks.serve((request, response) => {
    const { socket } = request
    const asked = server.requests.filter((other) => other.socket === socket).length
    if (asked > 1) socket.resetAndDestroy()
    else setTimeout(() => response.end('[]'), 50)
  })
  await Promise.all([get(server.url), get(server.url), get(server.url)])
  expect(server.connections).toHaveLength(3)
  expect(textOf(await get(server.url))).toBe('[]')
  expect(server.requests).toHaveLength(5)
})

it('does not ask again when a new connection is reset', async () => {
  const server = await loopbacks.serve((request) => request.socket.resetAndDestroy())
  expect(await get(server.url)).toMatchObject({ kind: 'incomplete', reason: 'network' })
  expect(server.requests).toHaveLength(1)
})

it('says that there is no connection where nobody listens', async () => {
  const answer = await get('http://127.0.0.1:1')
  expect(answer).toMatchObject({ reason: 'network', detail: expect.stringContaining('ECONNREFUSED') })
})

it.each<[string, RequestListener]>([
  ['is silent', () => {}],
  ['sends headers and then nothing', (_request, response) => response.writeHead(200).flushHeaders()],
  [
    'sends a byte now and then',
    (_request, response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
])('ends in time, and with it the connection, where the server %s', async (_name, listener) => {
  const server = await loopbacks.serve(listener)
  const startedMs = performance.now()
  const answer = await get(server.url, { ...QUICK, answerMs: 200 })
  expect(answer).toMatchObject({ kind: 'incomplete', reason: 'timeout' })
  expect(performance.now() - startedMs).toBeLessThan(1_000)
  const [socket] = server.connections
  await closed(socket)
  expect(Object.keys(loopbacks.agents.http.freeSockets)).toEqual([])
})

/** Who is left while he writes may get a reset for it, and is closed all the same. */
async function closed(socket: Socket | undefined): Promise<void> {
  if (socket !== undefined && !socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

it('leaves no timer behind', async () => {
  const server = await loopbacks.serve(json(200, []))
  const before = timers()
  await Promise.all(Array.from({ length: 20 }, () => get(server.url)))
  expect(timers()).toBeLessThan(before + 10)
})

it.each<[string, (socket: Socket) => void]>([
  ['shorter than its length', (s) => s.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1]')],
  [
    'without its last chunk',
    (s) => s.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1]\r\n'),
  ],
  [
    'reset in its middle',
    (s) => {
      s.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1]')
      setTimeout(() => s.resetAndDestroy(), 50)
    },
  ],
])('calls a body truncated that is %s', async (_name, onSocket) => {
  expect(await answerOfRaw(onSocket)).toMatchObject({ kind: 'incomplete', reason: 'truncated' })
})

const ZIPPED = gzipSync(JSON.stringify(Array.from({ length: 500 }, Math.random)))

it.each([
  ['cut short', ZIPPED.subarray(0, 200)],
  ['without its checksum', ZIPPED.subarray(0, -8)],
  ['altered', Buffer.concat([ZIPPED.subarray(0, 100), Buffer.alloc(100), ZIPPED.subarray(200)])],
  ['none at all', Buffer.from('[1]')],
  ['empty', Buffer.alloc(0)],
])('calls gzip truncated that is %s', async (_name, bytes) => {
  const answer = await answerTo((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes)
  })
  expect(answer).toMatchObject({ kind: 'incomplete', reason: 'truncated' })
  expect(answer).toMatchObject({ received: { status: 200, body: Buffer.from(bytes) } })
})

it.each<[string, (bytes: Buffer) => Buffer, { readonly [name: string]: string }]>([
  ['plain', (bytes) => bytes, {}],
  ['gzip', (bytes) => gzipSync(bytes), { 'content-encoding': 'gzip' }],
])(
  'takes a body of exactly the limit and none that is a byte longer: %s',
  async (_name, encoded, headers) => {
    const server = await loopbacks.serve(({ url }, response) => {
      response.writeHead(200, headers).end(encoded(Buffer.alloc(Number(url?.slice(1)), ' ')))
    })
    expect(textOf(await get(`${server.url}/100000`))).toHaveLength(100_000)
    expect(textOf(await get(`${server.url}/100001`))).toBe('incomplete: too-large')
  },
)

it('stops at the limit of a gzip bomb', async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000))
  const before = process.memoryUsage().rss
  const answer = await answerTo(
    (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    },
    { ...QUICK, bodyBytes: 8_388_608 },
  )
  expect(answer).toMatchObject({ kind: 'incomplete', reason: 'too-large' })
  expect(answer).not.toHaveProperty('received')
  expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000)
})

it.each<[string, Buffer, { readonly [name: string]: string }]>([
  ['plain', Buffer.alloc(1_000, ' '), {}],
  [
    'gzip members of nothing',
    Buffer.concat(Array<Buffer>(50).fill(gzipSync(''))),
    { 'content-encoding': 'gzip' },
  ],
])('stops reading an endless body: %s', async (_name, chunk, headers) => {
  const server = await loopbacks.serve((_request, response) => {
    response.writeHead(200, headers)
    const timer = setInterval(() => response.write(chunk), 1)
    response.on('close', () => clearInterval(timer))
  })
  expect(await get(server.url, { ...QUICK, bodyBytes: 20_000 })).toMatchObject({ reason: 'too-large' })
  const [socket] = server.connections
  await closed(socket)
})

it.each([
  ['br', 'br'],
  ['deflate', 'deflate'],
  ['secret-text-of-the-server', 'unknown'],
])('refuses the encoding %s, which was not asked for', async (encoding, told) => {
  const answer = await answerTo((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end('x')
  })
  expect(answer).toMatchObject({ reason: 'malformed', detail: expect.stringContaining(told) })
  const { received, ...why } = { received: undefined, ...answer }
  expect(received).toMatchObject({ status: 200, body: Buffer.from('x') })
  expect(JSON.stringify(why)).not.toContain('secret-text')
})

it.each([301, 302, 303, 307, 308])('never follows a redirect (%i)', async (status) => {
  const target = await loopbacks.serve(json(200, []))
  const answer = await answerTo((_request, response) => {
    response.writeHead(status, { location: target.url }).end()
  })
  expect(answer).toMatchObject({ kind: 'answered', status })
  expect(target.requests).toEqual([])
})

it.each<[string, (socket: Socket) => void]>([
  ['speaks no HTTP', (s) => s.end('SSH-2.0-OpenSSH_9.9\r\n')],
  ['sends headers without end', (s) => s.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(50_000)}\r\n\r\n`)],
  ['gives two lengths', (s) => s.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n[]')],
])('calls the answer malformed where the server %s', async (_name, onSocket) => {
  expect(await answerOfRaw(onSocket)).toMatchObject({ kind: 'incomplete', reason: 'malformed' })
})

it('is not led into another protocol', async () => {
  const answer = await answerOfRaw((socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  )
  expect(answer).toMatchObject({ kind: 'incomplete', reason: 'malformed' })
})
