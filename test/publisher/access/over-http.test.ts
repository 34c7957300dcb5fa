import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpServer, startHttpServer } from '../../../infra/local/http-server.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { createJwtCheck } from '../../../lambdas/publisher/access/check-jwt.ts'
import { createKeyCheck } from '../../../lambdas/publisher/access/check-key.ts'
import { createGate } from '../../../lambdas/publisher/access/gate.ts'
import { newKey } from '../../../lambdas/publisher/access/key-text.ts'
import { createKey, revokeKey } from '../../../lambdas/publisher/access/manage-keys.ts'
import { createMemoryKeys } from '../../../lambdas/publisher/access/memory-keys.ts'
import { createHttpApi } from '../../../lambdas/publisher/http.ts'
import { ROUTES } from '../../../lambdas/publisher/routes/routes.ts'
import { withChecksum } from '../../support/forged-keys.ts'
import { signed, signingKey, startLittleIssuer } from '../../support/little-issuer.ts'
import { rawAnswer, statusIn } from '../../support/raw-http.ts'
import { acting, LISTED, ONE } from '../actions/acting.ts'

const HOLD = `${ONE}/${LISTED}/hold`
const clock = { now: () => Date.now() }

let issuer: Awaited<ReturnType<typeof startLittleIssuer>>
let scene: Awaited<ReturnType<typeof acting>>
let server: HttpServer
/** Credentials that are good, by what they are. */
let good: { readonly [who in 'reader' | 'operator' | 'other' | 'jwt' | 'environment']: string }
let wrong: readonly (readonly [string, readonly string[]])[]
let expectedRefusal: string

beforeAll(async () => {
  issuer = await startLittleIssuer()
  const key = await signingKey('one')
  issuer.publish(key)
  scene = await acting()
  const keys = createMemoryKeys()
  const ports = { ...scene.ports, clock, keys }
  const make = (name: string, role: 'read' | 'operate', expiresInMs: number | null = null) =>
    createKey(ports, { name, role, expiresInMs, actor: 'cli:ann' })
  const checkJwt = createJwtCheck({
    issuer: {
      issuer: issuer.url,
      audience: 'ledger',
      roleClaim: 'roles',
      roles: new Map([['oncall', 'operate']]),
    },
    clock,
    log: scene.ports.log,
  })
  const admit = createGate({
    checkKey: createKeyCheck({ keys, clock }),
    checkJwt,
    environmentKeys: [{ variable: 'API_KEY', text: 'from-the-environment' }],
  })
  server = await startHttpServer(createHttpApi({ ...scene.ports, admit }), { host: '127.0.0.1', port: 0 })

  const nowS = Math.floor(Date.now() / 1_000)
  const claims = {
    iss: issuer.url,
    aud: 'ledger',
    sub: 'bob@example.com',
    exp: nowS + 300,
    roles: ['oncall'],
  }
  const [reader, operator, other] = [
    await make('grafana', 'read'),
    await make('on-call', 'operate'),
    await make('other', 'operate'),
  ]
  good = {
    reader: reader.text,
    operator: operator.text,
    other: other.text,
    jwt: await signed(key, claims),
    environment: 'from-the-environment',
  }
  const revoked = await make('old', 'operate')
  await revokeKey(ports, revoked.key.id, 'cli:ann')
  const expired = newKey()
  await keys.add({ ...reader.key, id: expired.id, hash: expired.hash, expiresAt: instant(Date.now() - 1) })
  const bearer = (token: string) => [`authorization: Bearer ${token}`]
  wrong = [
    ['no credential', []],
    ['an empty one', ['authorization:']],
    ['only the scheme', ['authorization: Bearer']],
    ['a tab for a space', [`authorization: Bearer\t${good.operator}`]],
    ['another scheme', [`authorization: Basic ${good.operator}`]],
    ['no scheme', [`authorization: ${good.operator}`]],
    ['two headers', [`authorization: Bearer ${good.operator}`, `authorization: Bearer ${good.operator}`]],
    ['two tokens', bearer(`${good.operator} ${good.operator}`)],
    ['a token in the query alone', ['x-api-key: from-the-environment']],
    ['a mistyped key', bearer(`${good.operator.slice(0, -1)}_`)],
    ['a key with more behind it', bearer(`${good.operator}x`)],
    ['an unknown key', bearer(newKey().text)],
    [
      'a known id with another secret',
      bearer(withChecksum(`${good.operator.slice(0, 16)}${'x'.repeat(43)}`)),
    ],
    ['a revoked key', bearer(revoked.text)],
    ['an expired key', bearer(expired.text)],
    ['the beginning of a key of the environment', bearer('from-the-environmen')],
    ['a hash for its key', bearer(reader.key.hash)],
    ['an expired token', bearer(await signed(key, { ...claims, exp: nowS - 60 }))],
    ['a token of another issuer', bearer(await signed(key, { ...claims, iss: 'https://x.example' }))],
    ['a token for others', bearer(await signed(key, { ...claims, aud: 'x' }))],
    ['a token without a role', bearer(await signed(key, { ...claims, roles: [] }))],
    ['a token that another has signed', bearer(await signed(await signingKey('one'), claims))],
    ['a token of an unknown key', bearer(await signed(await signingKey('no'), claims))],
    ['an unsigned token', bearer(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`)],
    ['a huge token', bearer('x'.repeat(12_000))],
    ['many dots', bearer('.'.repeat(8_000))],
    ['unicode', bearer(Buffer.from('clé-秘密').toString('latin1'))],
  ]
  expectedRefusal = await rawAnswer(server.url, 'GET /v0/pipelines', [])
})

afterAll(async () => {
  await server.stop()
  await issuer.stop()
})

async function ask(path: string, token?: string, init: RequestInit = {}) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}${path}`, { ...init, headers })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const json: unknown = isJson && text !== '' ? JSON.parse(text) : null
  return { status: response.status, json }
}

describe('whoever is not let in', () => {
  it('learns that a Bearer token is needed, in the form of all errors', () => {
    expect(expectedRefusal).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/)
    expect(expectedRefusal).toMatch(/\r\nwww-authenticate: Bearer\r\n/i)
    expect(JSON.parse(/^\{.*\}$/m.exec(expectedRefusal)?.[0] ?? '')).toEqual({
      message: expect.any(String),
      error_code: 'AuthenticationFailed',
      details: {},
    })
  })

  it('gets the same bytes whatever is wrong with his credential', async () => {
    for (const [what, lines] of wrong) {
      expect(await rawAnswer(server.url, 'GET /v0/pipelines', lines), what).toBe(expectedRefusal)
    }
    expect(wrong.length).toBeGreaterThan(20)
  })

  it('gets the same bytes wherever he knocks: no path, method or parameter is told apart', async () => {
    for (const line of [
      'GET /v0/nothing',
      'GET /v0/pipelines/%zz/history',
      'GET /v0/pipelines?limit=0',
      'GET /v0/alerts/x',
      'DELETE /v0/pipelines',
      'OPTIONS /v0/pipelines',
      `PUT ${HOLD}`,
      'POST /healthz',
      'GET /healthz/',
      'GET /healthz/../v0/log',
      'GET //healthz',
      'GET /v0/log?access_token=from-the-environment',
    ]) {
      expect(await rawAnswer(server.url, line, []), line).toBe(expectedRefusal)
    }
  })

  it('of HEAD gets the same without its body', async () => {
    const answer = await rawAnswer(server.url, 'HEAD /v0/pipelines', [])
    expect(answer.startsWith('HTTP/1.1 401 Unauthorized\r\n')).toBe(true)
    expect(answer.endsWith('\r\n\r\n')).toBe(true)
  })

  it('is refused before a header with NUL is even read', async () => {
    const line = `authorization: Bearer ${good.operator}\u0000`
    expect(statusIn(await rawAnswer(server.url, 'GET /v0/pipelines', [line]))).toBe(400)
  })

  it('changes nothing', async () => {
    const before = (await scene.head()).entry.seq
    for (const [, lines] of wrong) await rawAnswer(server.url, `PUT ${HOLD}`, [...lines, 'content-length: 0'])
    expect((await scene.head()).entry.seq).toBe(before)
  })
})

describe('anybody', () => {
  it('may ask whether the system is healthy, with whatever credential', async () => {
    expect(statusIn(await rawAnswer(server.url, 'HEAD /healthz', []))).toBe(200)
    for (const [what, lines] of wrong) {
      expect(statusIn(await rawAnswer(server.url, 'GET /healthz', lines)), what).toBe(200)
    }
  })

  it('may ask for nothing else than is marked as open', () => {
    const open = ROUTES.filter((route) => route.open === true)
    for (const { method, path } of open)
      expect(`${method} ${path}`).toMatch(/^GET \/(healthz$|(?!v0\/|metrics))/)
    expect(open.map(({ path }) => path)).toContain('/healthz')
  })
})

describe('who is let in', () => {
  it('is told as whom, and what he may do', async () => {
    const [read, operate] = [['read'], ['read', 'operate']]
    const id = (text: string) => text.slice(3, 15)
    for (const [token, actor, roles] of [
      [good.reader, `key:${id(good.reader)}/grafana`, read],
      [good.operator, `key:${id(good.operator)}/on-call`, operate],
      [good.jwt, 'jwt:bob@example.com', operate],
      [good.environment, 'env:API_KEY', operate],
    ] as const) {
      expect(await ask('/v0/caller', token)).toEqual({ status: 200, json: { actor, roles } })
    }
  })

  it('learns what is not there, and what may not be done where', async () => {
    expect(await ask('/v0/nothing', good.reader)).toMatchObject({ status: 404 })
    expect(await ask('/v0/pipelines', good.reader, { method: 'DELETE' })).toMatchObject({ status: 405 })
  })

  it('may, as a reader, ask for everything and do nothing', async () => {
    const before = (await scene.head()).entry.seq
    const acts = ROUTES.filter(({ method }) => method !== 'GET')
    expect(acts.length).toBeGreaterThan(3)
    for (const { method, path } of acts) {
      const refused = await ask(path.replaceAll('{}', 'x'), good.reader, { method, body: '{}' })
      expect(refused, path).toEqual({
        status: 403,
        json: { message: expect.any(String), error_code: 'Forbidden', details: { role: 'operate' } },
      })
    }
    for (const { method, path } of ROUTES.filter((route) => route.method === 'GET')) {
      const { status } = await ask(path.replaceAll('{}', 'x'), good.reader, { method })
      expect([401, 403], path).not.toContain(status)
    }
    expect((await scene.head()).entry.seq).toBe(before)
  })

  it('stands in the entry of what he does, and releases his own holds and nobody else’s', async () => {
    const body = JSON.stringify({ reason: 'audit' })
    const actors = [good.operator, good.other, good.jwt, good.environment]
    for (const token of actors) expect((await ask(HOLD, token, { method: 'PUT', body })).status).toBe(200)
    const placed = (await scene.head()).state.holds.map(({ actor }) => actor)
    expect(placed).toEqual([
      expect.stringMatching(/^key:\w{12}\/on-call$/),
      expect.stringMatching(/^key:\w{12}\/other$/),
      'jwt:bob@example.com',
      'env:API_KEY',
    ])
    expect((await scene.head()).entry).toMatchObject({ by: 'env:API_KEY' })
    await ask(HOLD, good.other, { method: 'DELETE' })
    expect((await scene.head()).state.holds.map(({ actor }) => actor)).toEqual(placed.toSpliced(1, 1))
    // He has none left: what the others hold is not his to let go of by chance.
    expect(await ask(HOLD, good.other, { method: 'DELETE' })).toMatchObject({ status: 404 })
  })

  it('is nowhere shown, logged or kept by what he has proven it with', async () => {
    const kept = JSON.stringify([await scene.ledger.readForward('prod/orders', 1, 100), scene.logged])
    const recorded = JSON.stringify(await scene.ledger.readForward('recorder/0', 1, 100))
    expect(recorded).toContain('access-key-created')
    const answers = await Promise.all(
      ['/v0/caller', `${ONE}?limit=200`, '/v0/pipelines/orders/events', '/v0/nothing'].map((path) =>
        Promise.all(Object.values(good).map((token) => ask(path, token))),
      ),
    )
    for (const text of [kept, recorded, JSON.stringify(answers)]) {
      for (const token of Object.values(good)) expect(text).not.toContain(token)
      expect(text).not.toMatch(/[Bb]earer [a-zA-Z0-9]{5}/)
    }
  })
})

it('an issuer that is away is told as such, and not as a wrong token', async () => {
  issuer.answer(issuer.paths.configuration, (_request, response) => void response.destroy())
  const admit = createGate({
    checkKey: async () => undefined,
    checkJwt: createJwtCheck({
      issuer: { issuer: issuer.url, audience: 'ledger', roleClaim: 'roles', roles: new Map() },
      clock,
      log: scene.ports.log,
    }),
    environmentKeys: [],
  })
  const other = await startHttpServer(createHttpApi({ ...scene.ports, admit }), {
    host: '127.0.0.1',
    port: 0,
  })
  const response = await fetch(`${other.url}/v0/log`, { headers: { authorization: `Bearer ${good.jwt}` } })
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10'])
  expect(await response.json()).toMatchObject({ error_code: 'IssuerUnavailable', details: {} })
  await other.stop()
})
