import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { recordingOf } from '../../ledger/lives.ts'
import { type Failure, failure, isFailure } from '../failure.ts'
import { itemOf } from '../queries/life.ts'
import type { Pipeline } from '../queries/which-pipeline.ts'
import { type Holding, placing, type Releasing, releasing } from './hold-events.ts'
import type { ActionPorts } from './ports.ts'
import { recordAction } from './record-action.ts'

type Item = NonNullable<Awaited<ReturnType<typeof itemOf>>>
type Worded<T extends { uuid: Uuid }> = Omit<T, 'uuid'>

/** Holds a listed checkpoint and gives its item as it is then. */
export async function hold(ports: ActionPorts, pipeline: Pipeline, uuid: string, said: Worded<Holding>) {
  return act(ports, pipeline, uuid, said.actor, (head, known) =>
    placing(head, { ...said, uuid: known }, policyOf(pipeline)),
  )
}

/** Releases holds of a checkpoint and gives its item as it is then. */
export async function release(ports: ActionPorts, pipeline: Pipeline, uuid: string, said: Worded<Releasing>) {
  return act(ports, pipeline, uuid, said.actor, (head, known) =>
    releasing(head, { ...said, uuid: known }, policyOf(pipeline)),
  )
}

async function act(
  ports: ActionPorts,
  pipeline: Pipeline,
  text: string,
  actor: string,
  decide: (head: Sealed, uuid: Uuid) => readonly LedgerEvent[] | Failure,
): Promise<Item | Failure> {
  const { ledger: name } = pipeline
  const uuid = parseUuid(text)
  if (uuid === undefined) return unknownCheckpoint(name, text)
  const recorded = await recordAction(ports, { name, actor }, async (head) => {
    const recording = head === undefined ? undefined : await recordingOf(ports.ledger, name, head, uuid)
    return head === undefined || recording === undefined ? unknownCheckpoint(name, text) : decide(head, uuid)
  })
  if (isFailure(recorded)) return recorded
  const item = await itemOf(ports, { ...pipeline, head: recorded.head }, uuid)
  return item ?? unknownCheckpoint(name, text)
}

/** As the last run knew it: severities may be overridden. */
function policyOf({ row }: Pipeline): Policy {
  return row?.policy ?? DEFAULT_POLICY
}

export function unknownCheckpoint(pipeline: string, uuid: string): Failure {
  return failure('UnknownCheckpoint', `Unknown checkpoint '${uuid}'`, { pipeline, uuid })
}
