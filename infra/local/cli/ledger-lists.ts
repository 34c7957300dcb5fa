import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { listOf, membersOf, textOf, textOrNullOf } from '../../../lambdas/domain/json-object.ts'
import { Refused } from '../refused.ts'
import { type Asked, LISTS, type ListName, partsOf } from './ledger-arguments.ts'

/** The commands that show a list: they ask the API that the publisher serves, in the same process. */

type Http = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>
export type Item = { readonly [key: string]: unknown }

const MAX_PAGE = 200
const DEFAULT_LIMIT = '50'

const FOLDER: { readonly [list: string]: string } = { 'sign-offs': 'reports/' }

export interface ListAsked {
  readonly path: string
  readonly query: URLSearchParams
  readonly limit: number
}

export function isList(command: Asked['command']): command is ListName {
  return Object.hasOwn(LISTS, command)
}

/** The list in the API's terms; refuses a limit that is none. */
export function listAsked({ command, operands: [pipeline], flags }: Asked): ListAsked {
  const { limit: text = DEFAULT_LIMIT, ...filters } = flags
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refused(`--limit: ${text} is no whole number from 1`)
  const query = new URLSearchParams(filters)
  if (pipeline === undefined)
    return { path: `/v0/${FOLDER[command] ?? ''}${command}`, query, limit: Number(text) }
  const { source, name } = partsOf(pipeline)
  if (source === 'recorder' && command === 'events') {
    query.set('shard', name)
    return { path: '/v0/runs/events', query, limit: Number(text) }
  }
  if (source !== undefined) query.set('source', source)
  return { path: `/v0/pipelines/${encodeURIComponent(name)}/${command}`, query, limit: Number(text) }
}

/** As many items as were asked for, page by page. */
export async function itemsOf(http: Http, { path, query, limit }: ListAsked): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page = new URLSearchParams(query)
    page.set('limit', String(Math.min(MAX_PAGE, limit - items.length)))
    if (cursor !== null) page.set('cursor', cursor)
    const { statusCode, body } = await http(requestOf(path, page.toString()))
    const answer = membersOf(JSON.parse(body ?? '{}'), 'the answer')
    if (statusCode !== 200) throw new Refused(textOf(answer['message'], 'message'))
    items.push(...listOf(answer['items'], 'items').map((item) => membersOf(item, 'item')))
    cursor = textOrNullOf(answer['next_cursor'], 'next_cursor')
  } while (cursor !== null && items.length < limit)
  return items
}

function requestOf(rawPath: string, rawQueryString: string): APIGatewayProxyEventV2 {
  // Of a request for a list the API reads path, query and method.
  return { rawPath, rawQueryString, requestContext: { http: { method: 'GET' } } } as APIGatewayProxyEventV2
}
