import type { Route } from '../routes/route.ts'
import { FAILURE } from '../schemas/failures.ts'
import { PATH_PARTS } from '../schemas/parameters.ts'
import { type Components, createComponents } from './components.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS, routeName, routeOf } from './operations.ts'
import { codesOf, failuresOf, UNAUTHENTICATED } from './responses.ts'

const TAGS = [
  { name: 'Record', description: 'Pipelines, checkpoints, events and runs, as recorded' },
  { name: 'Alerts', description: 'What somebody should know of' },
  { name: 'Feldera', description: 'What Feldera’s own clients ask' },
  { name: 'Reports', description: 'What compliance asks for, and who signed it off' },
  { name: 'Log', description: 'The signed log, and proofs' },
  { name: 'System', description: 'Health, figures and this description' },
]

const DESCRIPTION = `The durable, exact, provable memory of Feldera checkpoints.

Times are RFC 3339 UTC with milliseconds. 64-bit integers are decimal **strings**, except in the lists that are compatible with Feldera.
Lists take \`limit\` and \`cursor\`. A parameter that a route does not know is refused, but for what Feldera’s clients ask and \`/healthz\`.
Every \`GET\` may be a \`HEAD\`. Answers of 1 KB and more are compressed where \`Accept-Encoding\` has gzip, and carry an \`ETag\`: with \`If-None-Match\` the same answer is 304.`

interface Described {
  readonly method: string
  readonly path: string
  readonly parameters: Route['parameters']
}

/**
 * The OpenAPI 3.1 document of these routes. Throws where one has no operation: then nobody has said what it answers.
 */
export function openApi({
  version,
  routes,
}: {
  readonly version: string
  readonly routes: readonly Described[]
}): object {
  const components = createComponents()
  const paths: { [path: string]: { [method: string]: unknown } } = {}
  for (const route of routes) {
    const named = Object.entries(OPERATIONS).find(([name]) => routeName(routeOf(name)) === routeName(route))
    if (named === undefined) throw new Error(`${routeName(route)}: no operation is written of it`)
    const [name, operation] = named
    const { method, path } = routeOf(name)
    const isAnythingRead = route.parameters !== 'ignored'
    const described = operationObject(components, path, operation, isAnythingRead)
    paths[path] = { ...paths[path], [method.toLowerCase()]: described }
  }
  components.schemaOf(FAILURE)
  return {
    openapi: '3.1.1',
    info: {
      title: 'Checkpoint Ledger',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: TAGS,
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key of the ledger, or a JWT of the configured issuer. On loopback none is needed by default.',
        },
      },
    },
  }
}

function operationObject(
  components: Components,
  path: string,
  operation: Operation,
  isAnythingRead: boolean,
): object {
  const { id, tag, summary, description, body, answer, accepted, open } = operation
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(open === true ? { security: [] } : {}),
    parameters: [...pathParts(components, path), ...queryOf(components, operation)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.required,
            content: {
              'application/json': {
                schema: components.schemaOf(body.schema),
                examples: Object.fromEntries(
                  Object.entries(body.examples).map(([name, value]) => [name, { value }]),
                ),
              },
            },
          },
        }),
    responses: {
      '200': answerOf(components, answer),
      ...(accepted === undefined ? {} : { '202': answerOf(components, accepted) }),
      ...(open === true ? {} : { '401': UNAUTHENTICATED }),
      ...failuresOf(codesOf(operation, isAnythingRead)),
    },
  }
}

function pathParts({ schemaOf }: Components, path: string): readonly object[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => {
    const schema = PATH_PARTS[name]
    if (schema === undefined) throw new Error(`${path}: nobody has said what {${name}} is`)
    return { name, in: 'path', required: true, ...described(schemaOf(schema)) }
  })
}

function queryOf({ schemaOf }: Components, { query = {}, needs = [] }: Operation): readonly object[] {
  return Object.entries(query).map(([name, schema]) => {
    return { name, in: 'query', required: needs.includes(name), ...described(schemaOf(schema)) }
  })
}

/** A parameter says for itself what it is, and its schema the form. */
function described(schema: { readonly [key: string]: unknown }): object {
  const { description, ...form } = schema
  return { description, schema: form }
}

function answerOf(
  { schemaOf }: Components,
  { description, schema, mediaType = 'application/json', texts = [], headers }: Operation['answer'],
) {
  const text = { schema: { type: 'string' } }
  const media = schema === undefined ? text : { schema: schemaOf(schema) }
  const named = Object.entries(headers ?? {}).map(([name, form]) => [name, described(schemaOf(form))])
  return {
    description,
    ...(named.length === 0 ? {} : { headers: Object.fromEntries(named) }),
    content: { [mediaType]: media, ...Object.fromEntries(texts.map((type) => [type, text])) },
  }
}
