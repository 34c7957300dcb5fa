import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { errorText } from '../domain/log-line.ts'
import { type Admit, ANYBODY, forbidden, roleFor } from './access/caller.ts'
import { bodyOf } from './actions/body-text.ts'
import type { ActionPorts } from './actions/ports.ts'
import { resultOf } from './answer.ts'
import { delivered } from './delivery.ts'
import { type Failure, failure, invalidParameter, isFailure } from './failure.ts'
import type { PublisherLog } from './log.ts'
import { pageAnswer, type ReadPage } from './page-files.ts'
import { answerOf } from './page-within.ts'
import { parseQuery } from './parameters.ts'
import type { Route } from './routes/route.ts'
import { ROUTES } from './routes/routes.ts'

type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

export interface HttpPorts extends ActionPorts {
  readonly log: PublisherLog
  /** Who is let in to all that is not open. */
  readonly admit: Admit
  /** The page's own files. */
  readonly page: ReadPage
}

/** The HTTP API: one request in API Gateway's form, one answer, whatever comes. */
export function createHttpApi(ports: HttpPorts): Api {
  return async (event) => {
    const { method } = event.requestContext.http
    const asked = async () => (await pageAnswer(ports.page, event)) ?? deliveredAnswer(ports, event, method)
    const result = await asked().catch((error: unknown) => {
      ports.log({ name: 'request-failed', path: event.rawPath, error: errorText(error) })
      return resultOf(failure('InternalError', 'Internal error'))
    })
    return method === 'HEAD' ? { ...result, body: '' } : result
  }
}

async function deliveredAnswer(ports: HttpPorts, event: APIGatewayProxyEventV2, method: string) {
  return delivered(event.headers, await answered(ports, event, method))
}

async function answered(ports: HttpPorts, event: APIGatewayProxyEventV2, method: string) {
  const { rawPath } = event
  const routes = routesOf(rawPath)
  const route = routes.find((one) => one.method === (method === 'HEAD' ? 'GET' : method))
  // Before anything else is said: whoever is not let in does not even learn which paths there are.
  const caller = route?.open ? ANYBODY : await ports.admit({ method, headers: event.headers ?? {} })
  if (isFailure(caller)) return resultOf(caller)
  if (routes.length === 0) return resultOf(failure('NotFound', 'There is nothing at this path'))
  if (route === undefined) return resultOf(methodNotAllowed(method, routes))
  const needed = roleFor(route.method)
  if (!route.open && !caller.roles.includes(needed)) return resultOf(forbidden(needed))
  const parts = partsOf(route, rawPath)
  if (parts === undefined) return resultOf(invalidParameter('path', 'is not well encoded'))
  const query = parseQuery(event.rawQueryString, route.parameters)
  if (isFailure(query)) return resultOf(query)
  const asked = { path: rawPath, parts, query, body: bodyOf(event), ...caller }
  return resultOf(await answerOf(ports, route, asked))
}

function methodNotAllowed(method: string, routes: readonly Route[]): Failure {
  const allowed = routes.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]))
  return failure('MethodNotAllowed', `${method} is not allowed here`, { allowed })
}

/** The raw path is matched part by part and decoded only then: an encoded slash is part of a name, not of the path. */
function routesOf(rawPath: string): readonly Route[] {
  const given = rawPath.split('/')
  return ROUTES.filter(({ path }) => {
    const wanted = path.split('/')
    return wanted.length === given.length && wanted.every((part, i) => part === '{}' || part === given[i])
  })
}

/** What stands for each `{}`; undefined where it is not well encoded. */
function partsOf({ path }: Route, rawPath: string): readonly string[] | undefined {
  const wanted = path.split('/')
  try {
    return rawPath
      .split('/')
      .filter((_, i) => wanted[i] === '{}')
      .map(decodeURIComponent)
  } catch {
    return undefined
  }
}
