import { bornAt, type CheckpointMetadata, type Uuid } from '../../domain/checkpoint.ts'
import type { Durability } from '../../domain/copies/stored-copy.ts'
import { endedAs } from '../../domain/event.ts'
import { checkpointIn, optionalTextIn, textIn } from '../../domain/event-data.ts'
import { type Instant, laterOf, parseInstant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { endingOf, recordingOf } from '../../ledger/lives.ts'
import type { Found } from '../../ledger/search.ts'
import { durabilitiesOf, durabilityOf } from './durability.ts'
import { type HoldRecord, heldOf, holdItem, holdsSince } from './holds.ts'
import type { QueryPorts } from './ports.ts'
import { seenAt } from './seen-at.ts'
import type { Pipeline } from './which-pipeline.ts'

export const STATUSES = ['listed', 'retired', 'missing', 'cleared'] as const
export type Status = (typeof STATUSES)[number]

/** One checkpoint and its life. */
export interface Life extends CheckpointMetadata {
  readonly createdAt: Instant
  readonly firstSeenAt: Instant
  readonly lastSeenAt: Instant
  readonly endedAt: Instant | null
  readonly status: Status
  readonly recordedSeq: number
}

/** The life of one recorded checkpoint. */
export async function lifeOf(
  ports: QueryPorts,
  { row }: Pipeline,
  head: Sealed,
  recording: Found,
  knownEnding?: Found,
): Promise<Life> {
  const { entry } = recording.sealed
  const { uuid } = recording.event
  if (uuid === undefined) throw new Error('a recording without a UUID')
  const firstSeenAt = instantOr(optionalTextIn(recording.event, 'first_seen_at'), entry.at)
  const begun = { createdAt: bornAt(uuid) ?? firstSeenAt, firstSeenAt, recordedSeq: entry.seq }
  const listed = head.state.listed.find((one) => one.uuid === uuid)
  if (listed !== undefined) {
    // The overview is written when the run ends: until then it is older than what the run has recorded.
    const settledAt = row?.settledAt ?? (await seenAt(ports, head))
    const lastSeenAt = laterOf(settledAt, listed.firstSeenAt)
    return { ...metadata(listed), ...begun, lastSeenAt, endedAt: null, status: 'listed' }
  }
  const ending = knownEnding ?? (await endingOf(ports.ledger, entry.ledger, head, recording))
  if (ending === undefined) throw new Error(`${entry.ledger}: ${uuid} is neither listed nor ended`)
  return {
    ...checkpointIn(ending.event),
    ...begun,
    lastSeenAt: instantOr(textIn(ending.event, 'last_seen_at'), ending.sealed.entry.at),
    endedAt: ending.sealed.entry.at,
    status: endedAs(ending.event),
  }
}

/** The item of one checkpoint; undefined where it was never recorded. */
export async function itemOf(ports: QueryPorts, pipeline: Pipeline, uuid: Uuid) {
  const { head, ledger } = pipeline
  const recording = head === undefined ? undefined : await recordingOf(ports.ledger, ledger, head, uuid)
  if (head === undefined || recording === undefined) return undefined
  const life = await lifeOf(ports, pipeline, head, recording)
  const holds = await holdsSince(ports.ledger, head, life.recordedSeq)
  const durability = durabilityOf(await durabilitiesOf(ports, pipeline), uuid)
  return lifeItem(life, holds.get(uuid) ?? [], durability)
}

/** A checkpoint as the API shows it: 64-bit integers as decimal text. */
export function lifeItem(life: Life, holds: readonly HoldRecord[], durability: Durability) {
  return {
    uuid: life.uuid,
    created_at: life.createdAt,
    fingerprint: life.fingerprint,
    size: life.size,
    steps: life.steps,
    processed_records: life.processed_records,
    identifier: life.identifier,
    first_seen_at: life.firstSeenAt,
    last_seen_at: life.lastSeenAt,
    ended_at: life.endedAt,
    status: life.status,
    durability,
    held: heldOf(holds),
    holds: holds.map(holdItem),
  }
}

function metadata({ uuid, identifier, fingerprint, size, steps, processed_records }: CheckpointMetadata) {
  return { uuid, identifier, fingerprint, size, steps, processed_records }
}

function instantOr(text: string | null, otherwise: Instant): Instant {
  return (text === null ? undefined : parseInstant(text)) ?? otherwise
}
