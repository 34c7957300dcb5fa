import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Auth, Source } from '../../../lambdas/recorder/configuration/configuration.ts'
import { createCredentials } from '../../../lambdas/recorder/feldera/credentials.ts'
import { exchange } from '../../../lambdas/recorder/feldera/http.ts'
import { createLoopbacks, inTurn, json, type Loopback, type Loopbacks } from './loopback.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

const MINUTE_MS = 60_000
const SECRET = { kind: 'secret', name: 'feldera/prod' } as const

let loopbacks: Loopbacks
let clock: VirtualClock
beforeEach(() => {
  loopbacks = createLoopbacks()
  clock = createVirtualClock()
})
afterEach(() => loopbacks.close())

function source(auth: Auth, name = 'prod'): Source {
  return { name, url: 'http://127.0.0.1', auth, tenant: null, pipelines: ['orders'] }
}

/** Credentials over a store whose texts are read in turn, the last one for ever; an Error is thrown. */
function over(...texts: readonly (string | Error)[]) {
  let reads = 0
  const credentials = createCredentials({
    clock,
    exchange: async (request) =>
      exchange({ agents: loopbacks.agents, clock, limits: { answerMs: 5_000, bodyBytes: 100_000 } }, request),
    readSecret: async () => {
      const text = texts[Math.min(reads, texts.length - 1)]
      reads += 1
      if (text instanceof Error) throw text
      return text ?? ''
    },
  })
  return { authorization: credentials.authorization, reads: () => reads }
}

const APIKEY = source({ kind: 'apiKey', secret: SECRET })

it('sends nothing where the source wants nothing, and reads no secret', async () => {
  const { authorization, reads } = over('x')
  expect(await authorization(source({ kind: 'none' }), { fresh: true })).toEqual({
    kind: 'header',
    value: undefined,
  })
  expect(reads()).toBe(0)
})

it.each([
  ['apikey:abc', 'Bearer apikey:abc'],
  ['abc\n', 'Bearer abc'],
  ['abc\r\n', 'Bearer abc'],
  [' a b ', 'Bearer  a b '],
])('sends the text %j as it is, without one newline at its end', async (text, value) => {
  for (const kind of ['apiKey', 'token'] as const) {
    const { authorization } = over(text)
    expect(await authorization(source({ kind, secret: SECRET }), { fresh: false })).toEqual({
      kind: 'header',
      value,
    })
  }
})

it.each([
  '',
  '\n',
  'CANARY\n\n',
  'CANARY\r',
  'CANARY\r\nX-Evil: 1',
  'CANARY\0',
  'CANARY\t',
  'CANARYé',
  'CANARY–',
])('sends nothing that cannot stand in a header, and does not repeat it: %j', async (text) => {
  const got = await over(text).authorization(APIKEY, { fresh: false })
  expect(got).toMatchObject({ kind: 'unavailable', detail: expect.stringMatching(/./) })
  expect(JSON.stringify(got)).not.toContain('CANARY')
})

it('says by the name of the error why a secret could not be read, and nothing of its message', async () => {
  const denied = new Error('CANARY may not read feldera/prod')
  denied.name = 'AccessDeniedException'
  const got = await over(denied).authorization(APIKEY, { fresh: false })
  expect(got).toEqual({ kind: 'unavailable', detail: 'the secret could not be read (AccessDeniedException)' })
})

it('remembers a secret for five minutes', async () => {
  const { authorization, reads } = over('a', 'b')
  await authorization(APIKEY, { fresh: false })
  clock.advance(5 * MINUTE_MS - 1)
  expect(await authorization(APIKEY, { fresh: false })).toMatchObject({ value: 'Bearer a' })
  clock.advance(1)
  expect(await authorization(APIKEY, { fresh: false })).toMatchObject({ value: 'Bearer b' })
  expect(reads()).toBe(2)
})

it('remembers a failure for ten seconds only', async () => {
  const { authorization, reads } = over(new Error('no'), 'b')
  await authorization(APIKEY, { fresh: false })
  clock.advance(9_999)
  expect(await authorization(APIKEY, { fresh: false })).toMatchObject({ kind: 'unavailable' })
  expect(reads()).toBe(1)
  clock.advance(1)
  expect(await authorization(APIKEY, { fresh: false })).toMatchObject({ value: 'Bearer b' })
})

it('reads the secret again when asked to, however young it is', async () => {
  const { authorization } = over('a', 'b')
  await authorization(APIKEY, { fresh: false })
  expect(await authorization(APIKEY, { fresh: true })).toMatchObject({ value: 'Bearer b' })
  expect(await authorization(APIKEY, { fresh: false })).toMatchObject({ value: 'Bearer b' })
})

it('reads a refused secret again once in half a minute, not once per pipeline', async () => {
  const { authorization, reads } = over('a')
  for (let pipeline = 0; pipeline < 100; pipeline++) {
    await authorization(APIKEY, { fresh: false })
    await authorization(APIKEY, { fresh: true })
  }
  expect(reads()).toBe(2)
  clock.advance(30_000)
  await authorization(APIKEY, { fresh: true })
  expect(reads()).toBe(3)
})

it('reads a secret once for all that ask at the same time', async () => {
  const { authorization, reads } = over('a')
  await Promise.all(Array.from({ length: 50 }, () => authorization(APIKEY, { fresh: false })))
  expect(reads()).toBe(1)
})

it('keeps the secrets of two sources apart', async () => {
  const { authorization } = over('a', 'b')
  const other = source({ kind: 'apiKey', secret: SECRET }, 'staging')
  expect(await authorization(APIKEY, { fresh: false })).toMatchObject({ value: 'Bearer a' })
  expect(await authorization(other, { fresh: false })).toMatchObject({ value: 'Bearer b' })
})

async function endpoint(listener: RequestListener): Promise<{ server: Loopback; oauth: Source }> {
  const server = await loopbacks.serve(listener)
  return {
    server,
    oauth: source({
      kind: 'clientCredentials',
      tokenUrl: `${server.url}/oauth/token`,
      clientId: 'led:ger/1',
      clientSecret: SECRET,
      scope: 'read all',
    }),
  }
}

describe('client credentials', () => {
  const TOKEN = { access_token: 'TOKEN1', token_type: 'Bearer', expires_in: 3_600 }

  it('are exchanged for a token as RFC 6749 has it', async () => {
    let body = ''
    const { server, oauth } = await endpoint((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => json(200, TOKEN)(request, response))
    })
    const got = await over('p:a ss+%\n').authorization(oauth, { fresh: false })
    expect(got).toEqual({ kind: 'header', value: 'Bearer TOKEN1' })
    expect(body).toBe('grant_type=client_credentials&scope=read+all')
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'POST', url: '/oauth/token' })
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    const basic = Buffer.from(
      request?.headers.authorization?.slice('Basic '.length) ?? '',
      'base64',
    ).toString()
    expect(basic).toBe('led%3Ager%2F1:p%3Aa+ss%2B%25')
  })

  it.each([
    [3_600, 3_540_000],
    [60, 30_000],
    [undefined, 4 * MINUTE_MS],
    ['never', 4 * MINUTE_MS],
    [-1, 4 * MINUTE_MS],
    [1e300, 4 * MINUTE_MS],
  ])('a token that lives %s s is renewed before its end', async (expires_in, livesMs) => {
    const { server, oauth } = await endpoint(json(200, { ...TOKEN, expires_in }))
    const { authorization } = over('s')
    await authorization(oauth, { fresh: false })
    clock.advance(livesMs - 1)
    await authorization(oauth, { fresh: false })
    expect(server.requests).toHaveLength(1)
    clock.advance(1)
    await authorization(oauth, { fresh: false })
    expect(server.requests).toHaveLength(2)
  })

  it('a refused token is replaced, with a freshly read client secret', async () => {
    const { server, oauth } = await endpoint(
      inTurn(json(200, TOKEN), json(200, { ...TOKEN, access_token: 'TOKEN2' })),
    )
    const { authorization, reads } = over('s')
    await authorization(oauth, { fresh: false })
    expect(await authorization(oauth, { fresh: true })).toMatchObject({ value: 'Bearer TOKEN2' })
    expect(server.requests).toHaveLength(2)
    expect(reads()).toBe(2)
  })

  it.each<[string, RequestListener]>([
    ['401', json(401, { error: 'CANARY' })],
    ['302', json(302, '', { location: 'http://CANARY' })],
    ['500', json(500, 'CANARY')],
    ['no token', json(200, { error: 'CANARY' })],
    ['no JSON', json(200, '<CANARY>')],
    ['a token that cannot stand in a header', json(200, { ...TOKEN, access_token: 'CANARY\r\nx' })],
    ['an empty token', json(200, { ...TOKEN, access_token: '' })],
    ['a token of another type', json(200, { ...TOKEN, token_type: 'mac', access_token: 'CANARY' })],
    ['a token that is no text', json(200, { ...TOKEN, access_token: ['CANARY'] })],
    ['nothing', (request) => request.socket.destroy()],
  ])('are unavailable where the endpoint answers %s, without a word of it', async (_name, listener) => {
    const { oauth } = await endpoint(listener)
    const got = await over('CANARY').authorization(oauth, { fresh: false })
    expect(got).toMatchObject({ kind: 'unavailable', detail: expect.stringMatching(/^the token endpoint/) })
    expect(JSON.stringify(got)).not.toContain('CANARY')
  })
})
