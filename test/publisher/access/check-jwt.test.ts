import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { exportJWK, exportSPKI } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CheckJwt, createJwtCheck } from '../../../lambdas/publisher/access/check-jwt.ts'
import type { Issuer } from '../../../lambdas/publisher/access/issuer.ts'
import type { PublisherLine } from '../../../lambdas/publisher/log.ts'
import { signed, signingKey, startLittleIssuer } from '../../support/little-issuer.ts'

const NOW_S = 1_800_000_000
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA']

let issuer: Awaited<ReturnType<typeof startLittleIssuer>>
let one: Awaited<ReturnType<typeof signingKey>>
let two: Awaited<ReturnType<typeof signingKey>>
let logged: PublisherLine[]
let check: CheckJwt

beforeAll(async () => {
  ;[one, two] = [await signingKey('one'), await signingKey('two')]
})

beforeEach(async () => {
  // The time of day alone: the timers of requests go on.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW_S * 1_000 })
  issuer = await startLittleIssuer()
  issuer.publish(one)
  logged = []
  check = checking({})
})

afterEach(async () => {
  vi.useRealTimers()
  await issuer.stop()
})

function checking(more: Partial<Issuer>): CheckJwt {
  return createJwtCheck({
    issuer: {
      issuer: issuer.url,
      audience: 'ledger',
      roleClaim: 'roles',
      roles: new Map([
        ['viewer', 'read'],
        ['oncall', 'operate'],
      ]),
      ...more,
    },
    clock: { now: () => Date.now() },
    log: (line) => void logged.push(line),
  })
}

function claims(more: { readonly [name: string]: unknown } = {}) {
  return { iss: issuer.url, aud: 'ledger', sub: 'ann', exp: NOW_S + 300, roles: ['viewer'], ...more }
}

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000)
const codeOf = (result: object) => ('code' in result ? result.code : 'admitted')
const fetches = () => issuer.asked.filter((path) => path === issuer.paths.keys).length

describe('a token of the issuer', () => {
  it.each(ALGORITHMS)('signed with %s lets its subject in', async (algorithm) => {
    const key = await signingKey('key', algorithm)
    issuer.publish(key)
    expect(await check(await signed(key, claims()))).toEqual({ actor: 'jwt:ann', roles: ['read'] })
  })

  it.each([undefined, 'JWT', 'at+jwt', 'application/at+JWT'])('may say of its type: %s', async (typ) => {
    expect(codeOf(await check(await signed(one, claims(), typ === undefined ? {} : { typ })))).toBe(
      'admitted',
    )
  })

  it.each<[string, { readonly [name: string]: unknown }, string, readonly string[]]>([
    ['a list', { roles: ['other', 'viewer'] }, 'roles', ['read']],
    ['the greatest of several', { roles: ['viewer', 'oncall'] }, 'roles', ['read', 'operate']],
    ['a text with spaces', { scope: 'openid oncall' }, 'scope', ['read', 'operate']],
    ['further inside', { realm_access: { roles: ['oncall'] } }, 'realm_access.roles', ['read', 'operate']],
    ['a name with dots', { 'https://x.example/roles': 'viewer' }, 'https://x.example/roles', ['read']],
  ])('has its role from a claim that is %s', async (_what, more, roleClaim, roles) => {
    expect(await checking({ roleClaim })(await signed(one, claims(more)))).toMatchObject({ roles })
  })

  it('may be for several audiences, and may be half a minute late or early', async () => {
    const aud = ['other', 'ledger']
    for (const times of [{ exp: NOW_S - 29 }, { nbf: NOW_S + 29 }, { iat: NOW_S + 29 }]) {
      expect(codeOf(await check(await signed(one, claims({ aud, ...times }))))).toBe('admitted')
    }
  })

  it('costs one question for the configuration and one for the keys, however many come at once', async () => {
    const token = await signed(one, claims())
    await Promise.all(Array.from({ length: 50 }, () => check(token)))
    expect(issuer.asked).toEqual([issuer.paths.configuration, issuer.paths.keys])
  })
})

describe('a token that proves nothing', () => {
  it.each<[string, { readonly [name: string]: unknown }]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['the issuer with a slash more', { iss: 'http://127.0.0.1/' }],
    ['a list of issuers', { iss: ['x'] }],
    ['another audience', { aud: 'ledger2' }],
    ['no audience', { aud: undefined }],
    ['an expired one', { exp: NOW_S - 31 }],
    ['one that never expires', { exp: undefined }],
    ['one that expires at no time', { exp: 'tomorrow' }],
    ['one that is not valid yet', { nbf: NOW_S + 31 }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject of another kind', { sub: 7 }],
    ['a subject that steers a terminal', { sub: 'ann\u001b[2J' }],
    ['a subject with NUL', { sub: 'ann\u0000' }],
    ['a subject turned around', { sub: '\u202Enna' }],
    ['a subject that is too long', { sub: 'x'.repeat(256) }],
    ['no roles', { roles: undefined }],
    ['no role of ours', { roles: ['admin', 'read', 'operate'] }],
    ['a role that is none of its own', { roles: 'constructor' }],
    ['roles of another kind', { roles: { viewer: true } }],
    ['a role in another case', { roles: ['Viewer'] }],
  ])('%s is refused', async (_what, more) => {
    expect(codeOf(await check(await signed(one, claims(more))))).toBe('AuthenticationFailed')
  })

  it('roles are not inherited from the nature of things', async () => {
    const natural = new Map([['Object', 'operate' as const]])
    const named = checking({ roleClaim: 'constructor.name', roles: natural })
    expect(codeOf(await named(await signed(one, claims())))).toBe('AuthenticationFailed')
    for (const roleClaim of ['__proto__', 'constructor.name', 'roles.length', 'roles.0.0']) {
      const token = await signed(one, claims({ roles: ['viewer'] }))
      expect(codeOf(await checking({ roleClaim })(token))).toBe('AuthenticationFailed')
    }
  })

  it.each(['logout+jwt', 'secevent+jwt', 'dpop+jwt', 'JWS', 7])('a type %s is refused', async (typ) => {
    expect(codeOf(await check(await signed(one, claims(), { typ })))).toBe('AuthenticationFailed')
  })

  it('one that another has signed in the name of the issuer’s key is refused', async () => {
    const thief = await signingKey('one')
    expect(codeOf(await check(await signed(thief, claims())))).toBe('AuthenticationFailed')
  })

  it('one byte changed in any part is refused', async () => {
    const parts = (await signed(one, claims())).split('.')
    for (const [i, part] of parts.entries()) {
      const middle = Math.floor(part.length / 2)
      const changed = `${part.slice(0, middle)}${part[middle] === 'A' ? 'B' : 'A'}${part.slice(middle + 1)}`
      expect(codeOf(await check(parts.with(i, changed).join('.')))).toBe('AuthenticationFailed')
    }
  })

  it('`none` and secrets are no signatures, not even with the issuer’s public key as secret', async () => {
    const spki = await exportSPKI(one.pair.publicKey)
    const body = part(claims())
    for (const alg of ['none', 'None', 'HS256', 'HS384', 'HS512', 'hs256']) {
      const signedPart = `${part({ alg, kid: 'one', typ: 'JWT' })}.${body}`
      const hmac = createHmac('sha256', spki).update(signedPart).digest('base64url')
      for (const signature of ['', 'AA', hmac]) {
        expect(codeOf(await check(`${signedPart}.${signature}`))).toBe('AuthenticationFailed')
      }
    }
    expect(issuer.asked).toEqual([])
  })

  it('a key that the token brings along, or names a place of, is nobody’s', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const own = {
      jwk: publicKey.export({ format: 'jwk' }),
      jku: `${issuer.url}/evil`,
      x5u: `${issuer.url}/evil`,
      x5c: ['AAAA'],
    }
    const signedPart = `${part({ alg: 'ES256', kid: 'one', ...own })}.${part(claims())}`
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
    const token = `${signedPart}.${sign('sha256', Buffer.from(signedPart), key).toString('base64url')}`
    expect(codeOf(await check(token))).toBe('AuthenticationFailed')
    expect(issuer.asked).not.toContain('/evil')
  })

  it('an extension that must be understood, and is not, is refused', async () => {
    const token = await signed(one, claims())
    const [, body, signature] = token.split('.')
    for (const more of [
      { crit: ['b64'], b64: false },
      { crit: ['x'], x: 1 },
    ]) {
      const header = part({ alg: 'ES256', kid: 'one', ...more })
      expect(codeOf(await check(`${header}.${body}.${signature}`))).toBe('AuthenticationFailed')
    }
  })

  it.each([
    'x',
    '..',
    'a.b',
    'a.b.c',
    'a.b.c.d.e',
    '.'.repeat(8_000),
    `${'a.'.repeat(4_000)}a`,
    `eyJ9.eyJ9.${'A'.repeat(8_000)}`,
    `${part({ alg: 'ES256' })}.${part([])}.AA`,
    `${part(null)}.${part(null)}.AA`,
    `${Buffer.from('{"alg":"ES256"').toString('base64url')}.e30.AA`,
  ])('%.40s is refused without a question to anybody', async (token) => {
    expect(codeOf(await check(token))).toBe('AuthenticationFailed')
    expect(issuer.asked).toEqual([])
  })
})

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('the issuer’s keys', () => {
  it('are looked for anew when a token names one that is not known, and a new one is taken', async () => {
    expect(codeOf(await check(await signed(one, claims())))).toBe('admitted')
    issuer.publish(one, two)
    pass(31)
    expect(codeOf(await check(await signed(two, claims())))).toBe('admitted')
    expect(fetches()).toBe(2)
  })

  it('that were withdrawn are accepted for ten minutes at most', async () => {
    const token = await signed(one, claims({ exp: NOW_S + 3_600 }))
    expect(codeOf(await check(token))).toBe('admitted')
    issuer.publish(two)
    pass(599)
    expect(codeOf(await check(token))).toBe('admitted')
    pass(1)
    expect(codeOf(await check(token))).toBe('AuthenticationFailed')
  })

  it('are asked for twice a minute at most, however many unknown keys are named', async () => {
    const stranger = await signed(await signingKey('stranger'), claims())
    const [, body, signature] = stranger.split('.')
    for (let second = 0; second < 60; second += 1) {
      for (let i = 0; i < 5; i += 1) {
        const token = `${part({ alg: 'ES256', kid: `k${second}-${i}` })}.${body}.${signature}`
        expect(codeOf(await check(token))).toBe('AuthenticationFailed')
      }
      pass(1)
    }
    expect(fetches()).toBe(2)
  })

  it('that cannot be had leave it open whether a token is good, and are asked for every ten seconds at most', async () => {
    issuer.answer(issuer.paths.keys, (_request, response) => void response.writeHead(500).end())
    const token = await signed(one, claims())
    for (let second = 0; second < 20; second += 1) {
      expect(codeOf(await check(token))).toBe('IssuerUnavailable')
      pass(1)
    }
    expect(fetches()).toBe(2)
    // One line a failure, whatever was sent.
    expect(logged).toHaveLength(2)
    expect(logged[0]).toMatchObject({
      name: 'issuer-unavailable',
      error: expect.stringContaining('answered 500'),
    })
    issuer.answer(issuer.paths.keys, undefined)
    pass(10)
    expect(codeOf(await check(token))).toBe('admitted')
  })

  it('that are known go on working while the issuer is away', async () => {
    const token = await signed(one, claims())
    await check(token)
    issuer.answer(issuer.paths.keys, (_request, response) => void response.writeHead(503).end())
    pass(31)
    expect(codeOf(await check(await signed(two, claims())))).toBe('IssuerUnavailable')
    expect(codeOf(await check(token))).toBe('admitted')
  })

  it('an outage does not make a wrong token look right, nor a token of others look like ours', async () => {
    issuer.answer(issuer.paths.configuration, (_request, response) => void response.destroy())
    for (const token of [
      await signed(one, claims({ iss: 'https://evil.example' })),
      `${part({ alg: 'none' })}.${part(claims())}.AA`,
    ]) {
      expect(codeOf(await check(token))).toBe('AuthenticationFailed')
    }
    expect(issuer.asked).toEqual([])
  })

  it.each<[string, 'configuration' | 'keys', number, { readonly [name: string]: string }, string]>([
    ['a redirect of the configuration', 'configuration', 302, { location: '/elsewhere' }, ''],
    ['a redirect of the keys', 'keys', 307, { location: '/elsewhere' }, ''],
    ['no JSON', 'configuration', 200, {}, '<html>'],
    ['null', 'configuration', 200, {}, 'null'],
    ['keys that are no JSON', 'keys', 200, {}, '<html>'],
    ['keys that are no keys', 'keys', 200, {}, '{"keys":7}'],
    ['keys without an end', 'keys', 200, {}, `{"keys":[${' '.repeat(300_000)}]}`],
  ])('%s is no answer', async (_what, path, status, headers, body) => {
    issuer.answer(
      issuer.paths[path],
      (_request, response) => void response.writeHead(status, headers).end(body),
    )
    expect(codeOf(await check(await signed(one, claims())))).toBe('IssuerUnavailable')
    expect(issuer.asked).not.toContain('/elsewhere')
  })

  it.each([
    'http://issuer.example/keys',
    'ftp://127.0.0.1/keys',
    'https://u:p@127.0.0.1/keys',
    'file:///etc/passwd',
    7,
  ])('are not read from %s', async (place) => {
    const body = JSON.stringify({ issuer: issuer.url, jwks_uri: place })
    issuer.answer(issuer.paths.configuration, (_request, response) => void response.end(body))
    expect(codeOf(await check(await signed(one, claims())))).toBe('IssuerUnavailable')
  })

  it.each([302, 203, 404, 500])(
    'are not what comes with a status of %i, however right it looks',
    async (status) => {
      const right = JSON.stringify({ keys: [{ ...(await exportJWK(one.pair.publicKey)), kid: 'one' }] })
      const answering = (code: number) => (_request: unknown, response: ServerResponse) =>
        void response.writeHead(code).end(right)
      issuer.answer(issuer.paths.keys, answering(status))
      expect(codeOf(await check(await signed(one, claims())))).toBe('IssuerUnavailable')
      issuer.answer(issuer.paths.keys, answering(200))
      pass(10)
      expect(codeOf(await check(await signed(one, claims())))).toBe('admitted')
    },
  )

  it('are not those of an issuer that calls itself otherwise, wherever it points', async () => {
    const body = JSON.stringify({ issuer: `${issuer.url}/`, jwks_uri: `${issuer.url}${issuer.paths.keys}` })
    issuer.answer(issuer.paths.configuration, (_request, response) => void response.end(body))
    expect(codeOf(await check(await signed(one, claims())))).toBe('IssuerUnavailable')
    expect(issuer.asked).toEqual([issuer.paths.configuration])
  })

  it('are given up after five seconds', { timeout: 15_000 }, async () => {
    issuer.answer(issuer.paths.configuration, () => {})
    const startMs = performance.now()
    expect(codeOf(await check(await signed(one, claims())))).toBe('IssuerUnavailable')
    expect(performance.now() - startMs).toBeGreaterThan(4_000)
    expect(performance.now() - startMs).toBeLessThan(10_000)
  })
})
