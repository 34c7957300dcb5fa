import { logHead } from '../../archive/log/log-reader.ts'
import { parseUuid } from '../../domain/checkpoint.ts'
import { EVENT_KINDS } from '../../domain/event.ts'
import { unknownCheckpoint } from '../actions/act-on-hold.ts'
import { type Answer, answer, page } from '../answer.ts'
import { type Failure, invalidParameter, isFailure } from '../failure.ts'
import { instantIn, oneOf } from '../parameters.ts'
import { checkpointsOf, felderaForm, notObserved } from '../queries/checkpoints.ts'
import { durabilitiesOf, durabilityOf } from '../queries/durability.ts'
import { eventItem, eventsOf } from '../queries/events.ts'
import { historyOf } from '../queries/history.ts'
import { holdsSince } from '../queries/holds.ts'
import { lifeItem, STATUSES } from '../queries/life.ts'
import { pipelineItem, storesByPipeline } from '../queries/pipelines.ts'
import type { QueryPorts } from '../queries/ports.ts'
import { storyOf } from '../queries/story.ts'
import type { Pipeline } from '../queries/which-pipeline.ts'
import { pipelineIn, placeIn, placeText, spanIn } from './asked-for.ts'
import type { Asked } from './route.ts'

/** What the last run knew of one pipeline. Feldera's Python client asks it before it asks for anything of a pipeline, and reads the name. */
export async function pipelineRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const { ledger, row } = pipeline
  // Its ledger is there, and what the last run knew was lost: the next run knows it again.
  if (row === undefined) return notObserved(ledger)
  return answer(pipelineItem(row, storesByPipeline(await ports.stores.rows()).get(ledger)))
}

/** Feldera-compatible: exact, also while Feldera is down. Its clients may send parameters of their own, which are ignored. */
export async function checkpointsRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const at = instantIn(asked.query, 'at')
  if (isFailure(at)) return at
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const list = await checkpointsOf(ports, pipeline, at)
  if (isFailure(list)) return list
  const log = await logHead(ports.archive, ports.origin)
  return answer(list.listed.map(felderaForm), {
    'checkpoint-ledger-observed-at': list.observedAt,
    'checkpoint-ledger-log': `${log.size} ${log.root}`,
  })
}

export async function historyRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const span = spanIn(asked)
  if (isFailure(span)) return span
  const status = oneOf(asked.query, 'status', STATUSES)
  if (isFailure(status)) return status
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const { paging, period } = span
  const filter = { ...period, ...(status === undefined ? {} : { status }) }
  const walk = { limit: paging.limit, position: placeIn(paging) }
  const { lives, next } = await historyOf(ports, pipeline, filter, walk)
  const oldest = Math.min(...lives.map(({ recordedSeq }) => recordedSeq))
  const holds =
    pipeline.head === undefined ? undefined : await holdsSince(ports.ledger, pipeline.head, oldest)
  const known = await durabilitiesOf(ports, pipeline)
  const items = lives.map((life) =>
    lifeItem(life, holds?.get(life.uuid) ?? [], durabilityOf(known, life.uuid)),
  )
  return page(items, paging.next(placeText(next)))
}

export async function storyRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const text = asked.parts[1] ?? ''
  const uuid = parseUuid(text)
  const story = uuid === undefined ? undefined : await storyOf(ports, pipeline, uuid)
  if (story === undefined) return unknownCheckpoint(pipeline.ledger, text)
  const durability = durabilityOf(await durabilitiesOf(ports, pipeline), story.life.uuid)
  return answer({
    ...lifeItem(story.life, story.holds, durability),
    events: story.events.map(eventItem),
  })
}

export async function eventsRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  return eventsAnswer(ports, asked, () => pipelineIn(ports, asked))
}

/** `GET /v0/runs/events`: what the ledger of runs says besides them, e.g. that a message was refused. */
export async function runEventsRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const shard = asked.query.get('shard') ?? '0'
  if (!/^(0|[1-9]\d{0,3})$/.test(shard)) return invalidParameter('shard', 'must be the number of a shard')
  const ledger = `recorder/${shard}`
  return eventsAnswer(ports, asked, async () => ({
    ledger,
    row: undefined,
    head: await ports.ledger.head(ledger),
  }))
}

export async function eventsAnswer(
  ports: QueryPorts,
  asked: Asked,
  whose: () => Promise<Pipeline | Failure>,
): Promise<Answer | Failure> {
  const span = spanIn(asked)
  if (isFailure(span)) return span
  const kind = oneOf(asked.query, 'kind', EVENT_KINDS)
  if (isFailure(kind)) return kind
  const pipeline = await whose()
  if (isFailure(pipeline)) return pipeline
  const { paging, period } = span
  const filter = { ...period, ...(kind === undefined ? {} : { kind }) }
  const walk = { limit: paging.limit, position: placeIn(paging) }
  const { found, next } = await eventsOf(ports, pipeline, filter, walk)
  return page(found.map(eventItem), paging.next(placeText(next)))
}
