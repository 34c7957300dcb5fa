import { type Instant, parseInstant } from '../domain/instant.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type Failure, invalidParameter, isFailure } from './failure.ts'

/** Items of a page, as `schemas/parameters.ts` describes them: by hand here, so that no answer waits for the schemas' code. */
export const MAX_LIMIT = 200
export const DEFAULT_LIMIT = 50

/** A request's query, each parameter once. */
export type Query = ReadonlyMap<string, string>

/** The query of a request, or what is wrong with it: repeated or unknown parameters are refused, not guessed at. */
export function parseQuery(raw: string, allowed: readonly string[] | 'any' | 'ignored'): Query | Failure {
  if (allowed === 'ignored') return new Map()
  if (!isWellEncoded(raw)) return invalidParameter('query', 'is not well encoded')
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(raw)) {
    // What we do not know is the client's own affair where any parameter is allowed.
    if (allowed === 'any' && name !== 'at' && name !== 'source') continue
    if (query.has(name)) return invalidParameter(name, 'stands there twice')
    if (allowed !== 'any' && !allowed.includes(name))
      return invalidParameter(name, 'is no parameter of this list')
    query.set(name, value)
  }
  return query
}

function isWellEncoded(raw: string): boolean {
  try {
    decodeURIComponent(raw)
    return true
  } catch {
    return false
  }
}

export function limitIn(query: Query): number | Failure {
  const text = query.get('limit')
  if (text === undefined) return DEFAULT_LIMIT
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return limit >= 1 && limit <= MAX_LIMIT
    ? limit
    : invalidParameter('limit', `must be a whole number from 1 to ${MAX_LIMIT}`)
}

export function instantIn(query: Query, name: string): Instant | undefined | Failure {
  const text = query.get(name)
  if (text === undefined) return undefined
  return parseInstant(text) ?? invalidParameter(name, 'must be an RFC 3339 time, e.g. 2026-11-01T00:00:00Z')
}

export function oneOf<T extends string>(
  query: Query,
  name: string,
  known: readonly T[],
): T | undefined | Failure {
  const text = query.get(name)
  if (text === undefined) return undefined
  return known.find((one) => one === text) ?? invalidParameter(name, `must be one of ${known.join(', ')}`)
}

/** How a list is asked for, and how its next page is named. */
export interface Paging {
  readonly limit: number
  readonly position: readonly string[] | undefined
  readonly next: (position: readonly string[] | null) => string | null
}

/** `list` names the list with all that selects its items: a cursor is good for this list only. */
export function pagingIn(query: Query, path: string): Paging | Failure {
  const limit = limitIn(query)
  if (isFailure(limit)) return limit
  const filters = [...query]
    .filter(([name]) => name !== 'limit' && name !== 'cursor')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const list = JSON.stringify([path, filters])
  const cursor = query.get('cursor')
  const position = cursor === undefined ? undefined : readCursor(list, cursor)
  if (cursor !== undefined && position === undefined) {
    return invalidParameter('cursor', 'is none that this list has given')
  }
  return { limit, position, next: (to) => (to === null ? null : writeCursor(list, to)) }
}
