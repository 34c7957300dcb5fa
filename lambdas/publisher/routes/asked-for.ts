import type { Instant } from '../../domain/instant.ts'
import { type Failure, invalidParameter, isFailure } from '../failure.ts'
import { instantIn, type Paging, pagingIn } from '../parameters.ts'
import type { QueryPorts } from '../queries/ports.ts'
import { type Pipeline, whichPipeline } from '../queries/which-pipeline.ts'
import type { Asked } from './route.ts'

/** What several routes are asked for alike: a pipeline, a part of its record, and how far a list has been read. */

export async function pipelineIn(
  ports: QueryPorts,
  { parts, query }: Pick<Asked, 'parts' | 'query'>,
): Promise<Pipeline | Failure> {
  return whichPipeline(ports, parts[0] ?? '', query.get('source'))
}

/** How far a list of events is to be walked from where, and how its next page is named. */
export function walkIn(asked: Pick<Asked, 'path' | 'query'>) {
  const span = spanIn(asked)
  if (isFailure(span)) return span
  const { limit, next } = span.paging
  return { limit, position: placeIn(span.paging), next }
}

/** Paging and the half-open period of a list. */
export function spanIn({
  path,
  query,
}: Pick<Asked, 'path' | 'query'>): { paging: Paging; period: { from?: Instant; to?: Instant } } | Failure {
  const paging = pagingIn(query, path)
  if (isFailure(paging)) return paging
  if (paging.position !== undefined && !isPlace(paging.position)) {
    return invalidParameter('cursor', 'is none that this list has given')
  }
  const from = instantIn(query, 'from')
  if (isFailure(from)) return from
  const to = instantIn(query, 'to')
  if (isFailure(to)) return to
  return { paging, period: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } }
}

interface Place {
  readonly seq: number
  readonly index: number
}

// Whoever knows how a cursor is made can write one: it must still name a place.
function isPlace(position: readonly string[]): boolean {
  const [seq = '', index = ''] = position
  return position.length === 2 && /^[1-9]\d{0,14}$/.test(seq) && /^(\d{1,5}|Infinity)$/.test(index)
}

export function placeIn({ position }: Paging): Place | undefined {
  return position === undefined ? undefined : { seq: Number(position[0]), index: Number(position[1]) }
}

export function placeText(place: Place | null): readonly string[] | null {
  return place === null ? null : [String(place.seq), String(place.index)]
}
