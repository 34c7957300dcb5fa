import type { LedgerEvent, Life, List, Pipeline } from '../asking/answers.ts'
import { type Api, type Got, pipelinePath } from '../asking/api.ts'
import type { Period } from '../period.ts'
import { type Planned, plannedData } from '../plans/planned-data.ts'

export interface Named {
  readonly source: string
  readonly name: string
}

export interface PipelineData {
  /** Undefined where no overview names it any more. */
  readonly pipeline: Pipeline | undefined
  readonly lives: readonly Life[]
  /** Newest first. */
  readonly events: readonly LedgerEvent[]
  readonly planned: Planned
  /** There are more of this period than are shown. */
  readonly isCut: boolean
  /** By this it is told that nothing has changed. */
  readonly newestSeq: string | undefined
}

const PAGE = 200
const MOST_LIVES = 1_000
const MOST_EVENTS = 1_000
const NEWEST = 100

/** All that the view of a pipeline shows; what has not changed since `before` is not asked for again. */
export async function pipelineData(
  api: Api,
  named: Named,
  period: Period,
  before: PipelineData | undefined,
): Promise<Got<PipelineData>> {
  const q = `${named.source}/${named.name}`
  const which = new URLSearchParams({ source: named.source, q, limit: '1' })
  const [listed, newest] = await Promise.all([
    api.json<List<Pipeline>>(`/v0/pipelines?${which}`),
    api.json<List<LedgerEvent>>(pipelinePath(named, 'events', { limit: '1' })),
  ])
  if (listed.kind !== 'ok') return listed
  if (newest.kind !== 'ok') return newest
  const pipeline = listed.value.items.find((one) => one.pipeline === q)
  const newestSeq = newest.value.items[0]?.seq
  if (before !== undefined && before.newestSeq === newestSeq)
    return { ...newest, value: { ...before, pipeline } }
  const { from, to } = period
  const most = period.last === 'newest' ? NEWEST : MOST_LIVES
  const limit = String(Math.min(PAGE, most))
  const [planned, lives] = await Promise.all([
    plannedData(api, named),
    pages(
      (cursor) => api.json<List<Life>>(pipelinePath(named, 'history', { from, to, cursor, limit })),
      most,
    ),
  ])
  if (planned.kind !== 'ok') return planned
  if (lives.kind !== 'ok') return lives
  const oldest = lives.value.items.reduce(
    (least, { first_seen_at }) => (first_seen_at < least ? first_seen_at : least),
    '9',
  )
  const since = from ?? (period.last === 'newest' && oldest !== '9' ? oldest : undefined)
  const query = { from: since, to, limit: String(PAGE) }
  const events = await pages(
    (cursor) => api.json<List<LedgerEvent>>(pipelinePath(named, 'events', { ...query, cursor })),
    MOST_EVENTS,
  )
  if (events.kind !== 'ok') return events
  const isCut = lives.value.isCut && period.last !== 'newest'
  return {
    ...events,
    value: {
      pipeline,
      lives: lives.value.items,
      events: events.value.items,
      planned: planned.value,
      isCut,
      newestSeq,
    },
  }
}

/** Page after page, until there are as many as are wanted. */
async function pages<T>(
  ask: (cursor: string | undefined) => Promise<Got<List<T>>>,
  most: number,
): Promise<Got<{ items: readonly T[]; isCut: boolean }>> {
  const items: T[] = []
  let cursor: string | undefined
  for (;;) {
    const got = await ask(cursor)
    if (got.kind !== 'ok') return got
    items.push(...got.value.items)
    cursor = got.value.next_cursor ?? undefined
    if (cursor === undefined || items.length >= most) {
      return { ...got, value: { items: items.slice(0, most), isCut: cursor !== undefined } }
    }
  }
}
