import { type CheckpointMetadata, changedFields } from '../../domain/checkpoint.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { checkpointIn } from '../../domain/event-data.ts'

/** What an event says that a checkpoint is from then on; undefined where it says nothing of that. */
export function saidIn(event: LedgerEvent): CheckpointMetadata | undefined {
  switch (event.kind) {
    case 'checkpoint-recorded':
    case 'checkpoint-reappeared':
      return checkpointIn(event)
    case 'fingerprint-changed':
    case 'metadata-changed':
      return checkpointIn(event, 'to')
    default:
      return undefined
  }
}

export function isSame(a: CheckpointMetadata, b: CheckpointMetadata): boolean {
  return a.uuid === b.uuid && a.fingerprint === b.fingerprint && changedFields(a, b).length === 0
}
