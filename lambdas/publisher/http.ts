import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { errorText } from '../domain/log-line.ts'
import { resultOf } from './answer.ts'
import { failure, invalidParameter, isFailure } from './failure.ts'
import type { PublisherLog } from './log.ts'
import { parseQuery } from './parameters.ts'
import type { QueryPorts } from './queries/ports.ts'
import { ROUTES, type Route } from './routes.ts'

type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

/** The HTTP API: one request in API Gateway's form, one answer, whatever comes. */
export function createHttpApi(ports: QueryPorts & { readonly log: PublisherLog }): Api {
  return async (event) => {
    const { method } = event.requestContext.http
    const result = await answered(ports, event, method).catch((error: unknown) => {
      ports.log({ name: 'request-failed', path: event.rawPath, error: errorText(error) })
      return resultOf(failure('InternalError', 'Internal error'))
    })
    return method === 'HEAD' ? { ...result, body: '' } : result
  }
}

async function answered(ports: QueryPorts, event: APIGatewayProxyEventV2, method: string) {
  const found = routeOf(event.rawPath)
  if (found === undefined) return resultOf(failure('NotFound', 'There is nothing at this path'))
  if (found === 'broken') return resultOf(invalidParameter('path', 'is not well encoded'))
  if (method !== 'GET' && method !== 'HEAD') {
    return resultOf(
      failure('MethodNotAllowed', `${method} is not allowed here`, { allowed: ['GET', 'HEAD'] }),
    )
  }
  const { route, parts } = found
  const query = parseQuery(event.rawQueryString, route.parameters)
  return resultOf(isFailure(query) ? query : await route.answer(ports, { path: event.rawPath, parts, query }))
}

/** The raw path is matched part by part and decoded only then: an encoded slash is part of a name, not of the path. */
function routeOf(rawPath: string): { route: Route; parts: readonly string[] } | 'broken' | undefined {
  const given = rawPath.split('/')
  for (const route of ROUTES) {
    const wanted = route.path.split('/')
    if (wanted.length !== given.length) continue
    if (!wanted.every((part, i) => part === '{}' || part === given[i])) continue
    try {
      return { route, parts: given.filter((_, i) => wanted[i] === '{}').map(decodeURIComponent) }
    } catch {
      return 'broken'
    }
  }
  return undefined
}
