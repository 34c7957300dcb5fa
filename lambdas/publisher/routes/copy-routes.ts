import { parseUuid } from '../../domain/checkpoint.ts'
import { copiesLedger } from '../../domain/ledger-name.ts'
import { unknownCheckpoint } from '../actions/act-on-hold.ts'
import { type Answer, answer } from '../answer.ts'
import { type Failure, isFailure } from '../failure.ts'
import { copyOf, isKnownCopy, storeOf } from '../queries/copy.ts'
import { durabilitiesOf } from '../queries/durability.ts'
import { itemOf } from '../queries/life.ts'
import type { QueryPorts } from '../queries/ports.ts'
import { pipelineIn } from './asked-for.ts'
import { eventsAnswer } from './pipeline-routes.ts'
import type { Asked } from './route.ts'

/** `GET …/history/{uuid}/copy`: also of a checkpoint that only its store has shown. */
export async function copyRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const text = asked.parts[1] ?? ''
  const uuid = parseUuid(text)
  const isKnown =
    uuid !== undefined &&
    (isKnownCopy(await durabilitiesOf(ports, pipeline), uuid) ||
      (await itemOf(ports, pipeline, uuid)) !== undefined)
  if (!isKnown) return unknownCheckpoint(pipeline.ledger, text)
  return answer(await copyOf(ports, pipeline, uuid))
}

/** `GET …/store`: null where no store of it was ever checked. */
export async function storeRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  return answer({ pipeline: pipeline.ledger, store: (await storeOf(ports, pipeline)) ?? null })
}

/** `GET …/store/events`: what was recorded of the store, newest first. */
export async function storeEventsRoute(ports: QueryPorts, asked: Asked): Promise<Answer | Failure> {
  return eventsAnswer(ports, asked, async () => {
    const pipeline = await pipelineIn(ports, asked)
    if (isFailure(pipeline)) return pipeline
    const ledger = copiesLedger(pipeline.ledger)
    return { ledger, row: undefined, head: await ports.ledger.head(ledger) }
  })
}
