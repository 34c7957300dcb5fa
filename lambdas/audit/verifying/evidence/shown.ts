import { type CheckpointMetadata, parseUuid, type Uuid } from '../../../domain/checkpoint.ts'
import { isCleared } from '../../../domain/comparing/causes.ts'
import { type ExactJson, isMembers, parseExact } from '../../../domain/exact-json.ts'
import { exactText } from '../../../domain/exact-text.ts'
import { type U64, u64In } from '../../../domain/u64.ts'

/** A list of checkpoints that an answer shows. */
export interface ShownList {
  /** In a source’s list of pipelines, whose it is; null elsewhere. */
  readonly pipeline: string | null
  readonly checkpoints: ReadonlyMap<Uuid, CheckpointMetadata>
}

/**
 * The lists that an answer shows: of `…/checkpoints` its array; of a source’s list of pipelines, and of the events feed, those
 * under `storage_status_details.checkpoints`. Undefined where it is none of these. Every digit counts (u64); what cannot be read
 * as a checkpoint shows none.
 */
export function listsIn(body: Uint8Array): readonly ShownList[] | undefined {
  const value = jsonIn(body)
  if (!Array.isArray(value)) return undefined
  const elements: readonly ExactJson[] = value
  if (elements.every((element) => member(element, 'uuid') !== undefined))
    return [{ pipeline: null, checkpoints: checkpointsIn(elements) }]
  return elements.flatMap((element) => {
    const name = member(element, 'name')
    const pipeline = typeof name === 'string' ? name : null
    const list = member(member(element, 'storage_status_details') ?? null, 'checkpoints')
    if (Array.isArray(list)) return [{ pipeline, checkpoints: checkpointsIn(list) }]
    // Storage that is cleared has no details: it holds none. Where it is in use and they are absent, nothing is said.
    const status = member(element, 'storage_status')
    const isEmpty = typeof status === 'string' && isCleared(status)
    return isEmpty ? [{ pipeline, checkpoints: new Map() }] : []
  })
}

function jsonIn(body: Uint8Array): ExactJson | undefined {
  try {
    return parseExact(exactText(body))
  } catch {
    return undefined
  }
}

function checkpointsIn(elements: readonly ExactJson[]): ReadonlyMap<Uuid, CheckpointMetadata> {
  const shown = new Map<Uuid, CheckpointMetadata>()
  for (const element of elements) {
    const checkpoint = checkpointOf(element)
    if (checkpoint !== undefined) shown.set(checkpoint.uuid, checkpoint)
  }
  return shown
}

function checkpointOf(element: ExactJson): CheckpointMetadata | undefined {
  const text = member(element, 'uuid')
  const uuid = typeof text === 'string' ? parseUuid(text) : undefined
  const fingerprint = u64(member(element, 'fingerprint'))
  const identifier = member(element, 'identifier') ?? null
  if (uuid === undefined || fingerprint === null) return undefined
  return {
    uuid,
    identifier: typeof identifier === 'string' ? identifier : null,
    fingerprint,
    size: u64(member(element, 'size')),
    steps: u64(member(element, 'steps')),
    processed_records: u64(member(element, 'processed_records')),
  }
}

function u64(value: ExactJson | undefined): U64 | null {
  return u64In(value) ?? null
}

function member(value: ExactJson, key: string): ExactJson | undefined {
  return isMembers(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
