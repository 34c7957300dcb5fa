import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writtenBody } from '../../../lambdas/archive/evidence.ts'
import type { Source } from '../../../lambdas/recorder/configuration/configuration.ts'
import { createFelderaClient } from '../../../lambdas/recorder/feldera/ask.ts'
import { createCredentials } from '../../../lambdas/recorder/feldera/credentials.ts'
import { exchange } from '../../../lambdas/recorder/feldera/http.ts'
import { CANARY } from '../../canary/canary.ts'
import { BAD_KEY, NOT_DEPLOYED, UNAVAILABLE } from './exchanges.ts'
import { createLoopbacks, inTurn, json, type Loopback, type Loopbacks } from './loopback.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905'
const LIST = `[{"uuid":"${UUID}","fingerprint":18446744073709551615}]`
const KEY = `apikey:${CANARY}`

let loopbacks: Loopbacks
let clock: VirtualClock
beforeEach(() => {
  loopbacks = createLoopbacks()
  clock = createVirtualClock()
})
afterEach(() => loopbacks.close())

async function asking(listener: RequestListener, secrets: readonly (string | Error)[] = [KEY]) {
  const server = await loopbacks.serve(listener)
  let reads = 0
  const exchanging = async (request: Parameters<typeof exchange>[1]) =>
    exchange({ agents: loopbacks.agents, clock, limits: { answerMs: 300, bodyBytes: 100_000 } }, request)
  const credentials = createCredentials({
    clock,
    exchange: exchanging,
    readSecret: async () => {
      const text = secrets[Math.min(reads, secrets.length - 1)]
      reads += 1
      if (text instanceof Error) throw text
      return text ?? ''
    },
  })
  const client = createFelderaClient({ exchange: exchanging, credentials, clock, random: () => 0.5 })
  return { server, client, source: sourceAt(server) }
}

function sourceAt({ url }: Loopback): Source {
  const auth = { kind: 'apiKey', secret: { kind: 'env', variable: 'KEY' } } as const
  return { name: 'prod', url, auth, tenant: 'analytics', pipelines: ['orders'] }
}

it('asks as Feldera wants to be asked', async () => {
  const { server, client, source } = await asking(json(200, LIST))
  await client.listCheckpoints(source, 'orders')
  expect(server.requests[0]).toMatchObject({
    method: 'GET',
    url: '/v0/pipelines/orders/checkpoints',
    headers: {
      authorization: `Bearer ${KEY}`,
      'feldera-tenant': 'analytics',
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': expect.stringMatching(/^checkpoint-ledger\/\d+\.\d+\.\d+$/),
    },
  })
})

it('sends neither credentials nor tenant where there are none', async () => {
  const { server, client, source } = await asking(json(200, LIST))
  await client.listCheckpoints({ ...source, auth: { kind: 'none' }, tenant: null }, 'orders')
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization')
  expect(server.requests[0]?.headers).not.toHaveProperty('feldera-tenant')
})

it.each([
  ['a b', 'a%20b'],
  ['fraud?x=1#y', 'fraud%3Fx%3D1%23y'],
  ['..%2f', '..%252f'],
  ['größe', 'gr%C3%B6%C3%9Fe'],
])('the name %j stays one part of the path', async (name, encoded) => {
  const { server, client, source } = await asking(json(200, LIST))
  const { answers } = await client.listCheckpoints(source, name)
  expect(server.requests[0]?.url).toBe(`/v0/pipelines/${encoded}/checkpoints`)
  expect(answers[0]?.url).toBe(`${server.url}/v0/pipelines/${encoded}/checkpoints`)
})

it('gives the list, and the answer as evidence with none but the allowed headers', async () => {
  const { client, source, server } = await asking(
    json(200, LIST, { 'x-request-id': 'r1', 'set-cookie': 'a=b', 'www-authenticate': 'x', etag: 'e' }),
  )
  const { answers, observation } = await client.listCheckpoints(source, 'orders')
  expect(observation).toMatchObject({
    kind: 'listed',
    checkpoints: [{ uuid: UUID, fingerprint: '18446744073709551615' }],
  })
  expect(answers).toEqual([
    {
      url: `${server.url}/v0/pipelines/orders/checkpoints`,
      status: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'r1', date: expect.any(String) },
      requestedAt: '2026-11-01T00:00:00.000Z',
      receivedAt: '2026-11-01T00:00:00.000Z',
      body: Buffer.from(LIST),
      written: writtenBody(Buffer.from(LIST)),
    },
  ])
})

it('asks for the source’s own list', async () => {
  const { server, client, source } = await asking(json(200, [{ id: UUID, name: 'orders' }]))
  const { answers, list } = await client.listPipelines(source)
  expect(list).toMatchObject({ kind: 'had', pipelines: [{ id: UUID, name: 'orders' }] })
  expect(answers).toHaveLength(1)
  expect(server.requests[0]?.url).toBe('/v0/pipelines?selector=status')
})

it('keeps an answer whose encoding cannot be read as it came, and sees nothing in it', async () => {
  const { client, source } = await asking(json(200, LIST, { 'content-encoding': 'br' }))
  const { answers, observation } = await client.listCheckpoints(source, 'orders')
  expect(observation).toMatchObject({ kind: 'unobservable', reason: 'malformed' })
  expect(answers).toMatchObject([
    { status: 200, headers: { 'content-encoding': 'br' }, body: Buffer.from(LIST) },
  ])
})

describe('asking again', () => {
  it('three times in all, each answer kept', async () => {
    const { server, client, source } = await asking(json(503, UNAVAILABLE, { 'retry-after': '5' }))
    const { answers, observation } = await client.listCheckpoints(source, 'orders')
    expect(observation).toMatchObject({ reason: 'pipeline-unavailable' })
    expect(server.requests).toHaveLength(3)
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    expect(clock.waits).toEqual([5_000, 5_000])
  })

  it('helps: the last answer counts', async () => {
    const { client, source } = await asking(inTurn(json(502, ''), json(200, LIST)))
    const { answers, observation } = await client.listCheckpoints(source, 'orders')
    expect(observation).toMatchObject({ kind: 'listed' })
    expect(answers.map(({ status }) => status)).toEqual([502, 200])
    expect(clock.waits).toEqual([500])
  })

  it('keeps an answer that never came as one without status, headers and body', async () => {
    const { client, source } = await asking(inTurn((request) => request.socket.destroy(), json(200, LIST)))
    const { answers } = await client.listCheckpoints(source, 'orders')
    expect(answers).toHaveLength(2)
    expect(answers[0]).toMatchObject({ status: null, headers: {}, receivedAt: null, body: null })
  })

  it.each<[string, RequestListener]>([
    ['stopped', json(503, NOT_DEPLOYED, { 'retry-after': '5' })],
    ['timeout', () => {}],
    ['redirected', json(302, '', { location: '/v0/elsewhere' })],
    ['rate-limited', json(429, '', { 'retry-after': '3600' })],
  ])('is left to the next run: %s', async (reason, listener) => {
    const { server, client, source } = await asking(listener)
    expect((await client.listCheckpoints(source, 'orders')).observation).toMatchObject({ reason })
    expect(server.requests).toHaveLength(1)
    expect(clock.waits).toEqual([])
  })
})

describe('after 401', () => {
  it('a freshly read secret is tried at once', async () => {
    const { server, client, source } = await asking(
      (request, response) => {
        const isNew = request.headers.authorization === 'Bearer new'
        json(isNew ? 200 : 401, isNew ? LIST : BAD_KEY)(request, response)
      },
      ['old', 'new'],
    )
    const { answers, observation } = await client.listCheckpoints(source, 'orders')
    expect(observation).toMatchObject({ kind: 'listed' })
    expect(answers.map(({ status }) => status)).toEqual([401, 200])
    expect(server.requests).toHaveLength(2)
    expect(clock.waits).toEqual([])
  })

  it('there is one more try and no third', async () => {
    const { server, client, source } = await asking(json(401, BAD_KEY))
    expect((await client.listCheckpoints(source, 'orders')).observation).toMatchObject({
      reason: 'unauthorized',
    })
    expect(server.requests).toHaveLength(2)
  })

  it('a source without credentials is not asked again', async () => {
    const { server, client, source } = await asking(json(401, ''))
    await client.listCheckpoints({ ...source, auth: { kind: 'none' } }, 'orders')
    expect(server.requests).toHaveLength(1)
  })

  it('the 401 is kept where the secret is gone', async () => {
    const { client, source } = await asking(json(401, BAD_KEY), ['old', new Error('gone')])
    const { answers, observation } = await client.listCheckpoints(source, 'orders')
    expect(observation).toMatchObject({ reason: 'no-credentials' })
    expect(answers.map(({ status }) => status)).toEqual([401])
  })
})

it('asks nothing without credentials', async () => {
  const { server, client, source } = await asking(json(200, LIST), [new Error('no')])
  expect(await client.listCheckpoints(source, 'orders')).toMatchObject({
    answers: [],
    observation: { kind: 'unobservable', reason: 'no-credentials' },
  })
  expect(await client.listPipelines(source)).toMatchObject({
    answers: [],
    list: { kind: 'not-had', reason: 'no-credentials' },
  })
  expect(server.requests).toHaveLength(0)
})

it.each([200, 302, 400, 401, 403, 404, 429, 500, 503])(
  'never lets the credentials out where the server sends them back with %i',
  async (status) => {
    const { client, source } = await asking((request, response) => {
      const said = request.headers.authorization ?? ''
      const body = JSON.stringify({ message: said, error_code: said, details: { said } })
      json(status, status === 200 ? `[{"uuid":"${said}","${said}":1}]` : body, {
        server: said,
        via: said.slice('Bearer '.length),
        'x-request-id': `r-${said}`,
        'retry-after': said,
        'www-authenticate': said,
      })(request, response)
    })
    const asked = await client.listCheckpoints(source, 'orders')
    const { list } = await client.listPipelines(source)
    // The body alone is kept as it came: its bytes are the evidence.
    const told = { ...asked, list, answers: asked.answers.map(({ body: _body, ...rest }) => rest) }
    expect(asked.observation.kind).toBe('unobservable')
    expect(JSON.stringify(told)).not.toContain(CANARY)
  },
)
