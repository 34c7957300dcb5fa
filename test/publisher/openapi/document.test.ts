import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { STATUS } from '../../../lambdas/publisher/failure.ts'
import { openApi } from '../../../lambdas/publisher/openapi/document.ts'
import { OPERATIONS, routeName, routeOf } from '../../../lambdas/publisher/openapi/operations.ts'
import { ROUTES } from '../../../lambdas/publisher/routes/routes.ts'

type Json = { readonly [key: string]: unknown }

const document = JSON.parse(JSON.stringify(openApi({ version: '1.2.3', routes: ROUTES }))) as Json

describe('the description of the API', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(document))
    expect(errors ?? []).toEqual([])
    expect([valid, validator.version]).toEqual([true, '3.1'])
  })

  it('is refused by the validator where something is wrong, so that its word counts', async () => {
    const { valid } = await new Validator().validate({ ...structuredClone(document), paths: { x: 1 } })
    expect(valid).toBe(false)
  })

  it('has an operation of every route, and of nothing else', () => {
    const described = Object.keys(OPERATIONS).map((name) => routeName(routeOf(name)))
    expect(described.toSorted()).toEqual(ROUTES.map(routeName).toSorted())
    expect(() =>
      openApi({ version: '1', routes: [{ method: 'GET', path: '/v0/new', parameters: [] }] }),
    ).toThrow('/v0/new')
  })

  it.each(Object.entries(OPERATIONS))(
    'names the parameters that %s takes',
    (name, { query = {}, needs = [] }) => {
      const route = ROUTES.find((one) => routeName(one) === routeName(routeOf(name)))
      // Where any is let through, those that mean something are named.
      const { parameters = [] } = route ?? {}
      const taken = parameters === 'any' ? Object.keys(query) : parameters === 'ignored' ? [] : parameters
      expect(Object.keys(query).toSorted()).toEqual([...taken].toSorted())
      expect(taken).toEqual(expect.arrayContaining([...needs]))
    },
  )

  it('gives every operation a name of its own', () => {
    const ids = Object.values(OPERATIONS).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('says of every parameter, member and answer what it is', () => {
    expect(undescribed(document, '#')).toEqual([])
  })

  it('refers only to what it has', () => {
    const schemas = (document['components'] as Json)['schemas'] as Json
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(20)
    const has = (name: string) => name.startsWith('#/components/schemas/') && name.slice(21) in schemas
    expect(names.filter((name) => !has(name))).toEqual([])
    // One that the library has numbered is one that nobody has named.
    expect(Object.keys(schemas).filter((name) => name.startsWith('__'))).toEqual([])
  })

  it('demands a token everywhere but where it says so, and says how a missing one is refused', () => {
    expect(document['security']).toEqual([{ bearer: [] }])
    for (const [method, operation] of operationsIn(document)) {
      const responses = operation['responses'] as Json
      expect([method, '401' in responses]).toEqual([method, operation['security'] === undefined])
    }
    const open = operationsIn(document).filter(([, operation]) => operation['security'] !== undefined)
    expect(open.map(([name]) => name)).toEqual(['get /healthz'])
  })

  it('gives an example of every code that is the answer of a route', () => {
    const codes = [...JSON.stringify(document).matchAll(/"error_code":"(\w+)"/g)].map(([, code = '']) => code)
    const ofNoRoute = ['NotFound', 'MethodNotAllowed']
    expect(new Set([...codes, ...ofNoRoute])).toEqual(
      new Set([...Object.keys(STATUS), 'AuthenticationFailed']),
    )
  })
})

function operationsIn({ paths }: Json): readonly (readonly [string, Json])[] {
  return Object.entries(paths as Json).flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(
      ([method, operation]) => [`${method} ${path}`, operation as Json] as const,
    ),
  )
}

/** Places of members and parameters of which nothing is said. */
function undescribed(value: unknown, place: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${place}/${key}`
    const mustSay = /\/(?:properties|parameters)$/.test(place)
    const says = typeof inner === 'object' && inner !== null && ('description' in inner || '$ref' in inner)
    // Examples are data.
    if (key === 'example' || key === 'examples') return []
    return [...(mustSay && !says ? [here] : []), ...undescribed(inner, here)]
  })
}
