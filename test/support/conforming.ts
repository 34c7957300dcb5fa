import type * as z from 'zod'
import { STATUS } from '../../lambdas/publisher/failure.ts'
import { EXAMPLES } from '../../lambdas/publisher/openapi/failure-examples.ts'
import type { Operation } from '../../lambdas/publisher/openapi/operation.ts'
import { OPERATIONS, routeName, routeOf } from '../../lambdas/publisher/openapi/operations.ts'
import { codesOf } from '../../lambdas/publisher/openapi/responses.ts'
import { ROUTES } from '../../lambdas/publisher/routes/routes.ts'
import { FAILURE } from '../../lambdas/publisher/schemas/failures.ts'

/** An answer as a client gets it. */
export interface Given {
  readonly status: number
  readonly headers: { readonly [name: string]: unknown }
  readonly text: string
}

// What may be refused before it is known which route is meant, or of whatever size its answer is.
const OF_NO_ROUTE = ['NotFound', 'MethodNotAllowed', 'TooLarge', 'AuthenticationFailed']

/** The operation that a request means, if any, and what its route refuses. */
function operationAt(method: string, path: string): Known | undefined {
  const name = Object.keys(OPERATIONS).find((known) => {
    const route = routeOf(known)
    const form = route.path.replaceAll(/[.]/g, '[.]').replaceAll(/\{[^}]+\}/g, '[^/]*')
    return route.method === (method === 'HEAD' ? 'GET' : method) && new RegExp(`^${form}$`).test(path)
  })
  const operation = name === undefined ? undefined : OPERATIONS[name]
  if (name === undefined || operation === undefined) return undefined
  const route = ROUTES.find((one) => routeName(one) === routeName(routeOf(name)))
  return { ...operation, codes: codesOf(operation, route?.parameters !== 'ignored') }
}

interface Known extends Operation {
  readonly codes: readonly string[]
}

/** Throws where the answer is not what the API's description says of it: a member too many, too few, or of another form. */
export function assertConforms(method: string, target: string, given: Given): void {
  const [path = ''] = target.split('?')
  const operation = operationAt(method, path)
  const named = `${method} ${target}: ${given.status} ${given.text.slice(0, 500)}`
  if (method === 'HEAD' || given.status === 304 || given.status === 204) {
    if (given.text !== '') throw new Error(`${named}: it has a body`)
    return
  }
  if (given.status !== 200 && given.status !== 202) return assertFails(named, operation, given)
  const answer = given.status === 202 ? operation?.accepted : operation?.answer
  if (answer === undefined) throw new Error(`${named}: no operation is written of it`)
  const { schema, mediaType = 'application/json', texts = [], headers = {} } = answer
  const type = String(given.headers['content-type'])
  const known = [mediaType, ...texts].find((one) => type.startsWith(one))
  if (known === undefined) throw new Error(`${named}: it is ${type}, not ${mediaType}`)
  if (schema !== undefined && known === mediaType) assertFits(named, schema, JSON.parse(given.text))
  for (const [name, form] of Object.entries(headers)) {
    assertFits(`${named}: ${name}`, form, given.headers[name.toLowerCase()])
  }
}

function assertFails(named: string, operation: Known | undefined, { status, text }: Given): void {
  const { error_code: code, details } = assertFits(named, FAILURE, JSON.parse(text))
  const known = [...OF_NO_ROUTE, ...(operation?.codes ?? codesOf({}, true))]
  if (!known.includes(code)) throw new Error(`${named}: nobody has said that it may fail so`)
  const expected: { readonly [code: string]: number } = STATUS
  if (expected[code] !== status) throw new Error(`${named}: ${code} is another status`)
  const examples: { readonly [code: string]: { readonly details: object } } = EXAMPLES
  const shown = Object.keys(examples[code]?.details ?? {})
  const isAsShown = shown.toSorted().join() === Object.keys(details).toSorted().join()
  // How much is too large is known of some answers only.
  if (!isAsShown && code !== 'TooLarge')
    throw new Error(`${named}: its example has other details: ${shown.join()}`)
}

function assertFits<T>(named: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Error(`${named}: ${JSON.stringify(parsed.error.issues, null, 1)}`)
  return parsed.data
}
