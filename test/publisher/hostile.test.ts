import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS, routeOf } from '../../lambdas/publisher/openapi/operations.ts'
import type { Sent } from '../support/asking.ts'
import { at } from '../support/listings.ts'
import { acting, LISTED } from './actions/acting.ts'

/**
 * Whatever is sent: no failure of ours, and every answer of the form that the description of the API allows; `ask` sees to the
 * latter. Nothing is recorded by what is refused.
 */

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'get',
  '',
  'X'.repeat(300),
]
const PARTS = [
  'orders',
  'prod/orders',
  LISTED,
  LISTED.toUpperCase(),
  '..',
  '.',
  '',
  ' ',
  '%',
  '%2e%2e',
  '%2F',
  '%00',
  '\0',
]
const MORE_PARTS = [
  '__proto__',
  'constructor',
  'a'.repeat(9_000),
  '%F0%9F',
  '%ED%A0%80',
  '☃',
  '{}',
  'recorder',
  'recorder%2F0',
]
const VALUES = [
  '',
  '0',
  '1',
  '200',
  '201',
  '-1',
  '1e2',
  '9'.repeat(400),
  'NaN',
  'null',
  '__proto__',
  'toString',
  '%00',
]
const MORE_VALUES = [
  '2026-11-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '%ED%A0%80',
  '%zz',
]
const part = fc.oneof(fc.constantFrom(...PARTS, ...MORE_PARTS), fc.string({ unit: 'binary' }))
const value = fc.oneof(
  fc.constantFrom(...VALUES, ...MORE_VALUES),
  fc.string({ unit: 'binary' }),
  fc.base64String(),
)
const NAMES = [
  'limit',
  'cursor',
  'source',
  'status',
  'from',
  'to',
  'at',
  'kind',
  'state',
  'q',
  'sort',
  'id',
  '__proto__',
  '',
]
const query = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 4 })
const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '1',
  '"x"',
  '{}',
  '{"__proto__":{"note":"x"}}',
  '{"constructor":1}',
  '{"note":"\\ud800"}',
  '{"note":"\\u0000"}',
  '{"note":""}',
  '{"note":1e999}',
  '{"reason":null}',
  '{"reason":"\\ud800"}',
  '{"reason":["x"]}',
  `{"reason":${'['.repeat(30_000)}`,
  `{"reason":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  `{"reason":"${'x'.repeat(1_001)}"}`,
  `{"reason":"${'x'.repeat(70_000)}"}`,
  '\uFEFF{"reason":"x"}',
  'reason=x',
  '<reason/>',
]
const HEADERS: readonly Sent['headers'][] = [
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { authorization: `Bearer ${'x'.repeat(9_000)}` },
  { Authorization: 'Basic \0' },
  { 'accept-encoding': 'gzip;q=x, *;q=, ;;;,,' },
  { 'if-none-match': `${'W/"x",'.repeat(2_000)}*` },
  { accept: 'application/xml', range: 'bytes=0-1', 'x-http-method-override': 'DELETE' },
]
const sent: fc.Arbitrary<Sent> = fc.record({
  body: fc.oneof(fc.constantFrom(...BODIES), fc.string({ unit: 'binary' }), fc.json()),
  isBase64Encoded: fc.boolean(),
  headers: fc.constantFrom(...HEADERS).map((headers) => headers ?? {}),
})
const patterns = Object.keys(OPERATIONS).map((name) => routeOf(name).path)

let scene: Awaited<ReturnType<typeof acting>>
beforeAll(async () => {
  scene = await acting()
})

async function unharmed(target: string, method: string, what: Sent) {
  const { status, json } = await scene.ask(target, method, what)
  // A test of the notifications that happens to be asked for rightly is sent, and says so.
  expect(scene.logged.filter(({ name }) => name === 'request-failed')).toEqual([])
  expect(status).not.toBe(500)
  if (status >= 400 && method !== 'HEAD') expect(typeof json.error_code).toBe('string')
}

describe('what somebody may send', () => {
  it('paths, parameters, methods, headers and bodies of every kind', async () => {
    const path = fc
      .tuple(fc.constantFrom(...patterns), fc.array(part, { minLength: 3, maxLength: 3 }), fc.boolean())
      .map(([pattern, parts, encoded]) => {
        let i = 0
        return pattern.replaceAll(/\{[^}]+\}/g, () => {
          const text = parts[i++] ?? ''
          return encoded ? encodeURIComponent(text.toWellFormed()) : text.replaceAll('?', '')
        })
      })
    const method = fc.constantFrom(...METHODS)
    await fc.assert(
      fc.asyncProperty(path, query, fc.boolean(), method, sent, async (at, asked, encoded, how, what) => {
        const text = encoded
          ? new URLSearchParams(asked).toString()
          : asked.map(([name, given]) => `${name}=${given}`).join('&')
        await unharmed(`${at}?${text.replaceAll('?', '')}`, how, what)
      }),
      { numRuns: 1_500 },
    )
  })

  it('paths that are none', async () => {
    const paths = [
      ...patterns.map((path) => `${path}/`),
      '//v0/runs',
      '/v0//runs',
      '/V0/runs',
      '/v0/runs/',
      'v0/runs',
      '',
    ]
    const more = [
      '/v0/../v0/runs',
      '/v0/%72uns',
      '/v0/runs%2F',
      `/${'a/'.repeat(5_000)}`,
      '/v0/runs;x=1',
      '/healthz%00',
    ]
    for (const target of [...paths, ...more]) await unharmed(target, 'GET', {})
  })

  it.each(BODIES.map((body) => [body.slice(0, 20), body] as const))(
    'the body %j … is no reason and records nothing',
    async (_, body) => {
      const { ask, head } = await acting()
      const before = (await head()).entry.seq
      for (const isBase64Encoded of [false, true]) {
        const coded = isBase64Encoded ? Buffer.from(body).toString('base64') : body
        const target = `/v0/pipelines/orders/history/${LISTED}/hold`
        const { status, json } = await ask(target, 'PUT', { body: coded, isBase64Encoded })
        expect([status, json.error_code]).toEqual([400, 'InvalidParameter'])
      }
      expect((await head()).entry.seq).toBe(before)
    },
  )
})

describe('what a parameter may be', () => {
  // Without them nothing is asked, whatever the other one is.
  const NEEDED: { readonly [parameter: string]: string } = { at: at(0), from: at(0), to: at(60) }
  const parameters = Object.entries(OPERATIONS).flatMap(([name, { query: schemas = {}, needs = [] }]) =>
    Object.entries(schemas)
      // What a cursor holds, only a list can say; a moment is a text here, and RFC 3339 there.
      .filter(([parameter]) => parameter !== 'cursor' && name.startsWith('GET '))
      .map(([parameter, schema]) => ({ name, parameter, schema, needs })),
  )

  it.each(parameters)(
    '$name: $parameter is taken where its schema takes it',
    async ({ name, parameter, schema, needs }) => {
      const others = needs
        .filter((one) => one !== parameter)
        .map((one): [string, string] => [one, NEEDED[one] ?? ''])
      const path = routeOf(name).path.replace('{pipeline_name}', 'orders').replace('{uuid}', LISTED)
      await fc.assert(
        fc.asyncProperty(value, async (text) => {
          const asked = new URLSearchParams([...others, [parameter, text]])
          const { json } = await scene.ask(`${path}?${asked.toString()}`)
          const isRefused =
            json.error_code === 'InvalidParameter' && json.details?.['parameter'] === parameter
          // As it comes over HTTP: a number is its digits, and lone surrogates are none.
          const given = schema.safeParse(text.toWellFormed()).success
          const isTaken = given || (/^\d{1,3}$/.test(text) && schema.safeParse(Number(text)).success)
          if (!isTaken) expect([text, isRefused]).toEqual([text, true])
          if (isTaken && schema.meta()?.['format'] !== 'date-time')
            expect([text, isRefused]).toEqual([text, false])
        }),
        { numRuns: 100 },
      )
    },
  )
})
