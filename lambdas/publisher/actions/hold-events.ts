import { canonical, sha256Hex } from '../../domain/canonical.ts'
import type { Uuid } from '../../domain/checkpoint.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import type { Hold } from '../../domain/holds.ts'
import { type Policy, severityOf } from '../../domain/policy.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { type Failure, failure } from '../failure.ts'

/** Who holds which checkpoint, and why. */
export interface Holding {
  readonly uuid: Uuid
  readonly actor: string
  readonly reason: string
}

export interface Releasing {
  readonly uuid: Uuid
  readonly actor: string
  readonly reason: string | null
  /** Of whomever; null: all that the actor has placed. */
  readonly id: string | null
}

// The event that breaks all holds of a checkpoint must fit into an entry (60,000 bytes), those of a pipeline into its state.
const MAX_BYTES_A_CHECKPOINT = 40_000
const MAX_BYTES_A_PIPELINE = 120_000

/** Places the hold; the same words of the same actor again are the same hold. */
export function placing(
  { entry, state }: Sealed,
  { uuid, actor, reason }: Holding,
  policy: Policy,
): readonly LedgerEvent[] | Failure {
  const { holds } = state
  const here = holds.filter((hold) => hold.uuid === uuid)
  if (here.some((hold) => hold.actor === actor && hold.reason === reason)) return []
  if (!state.listed.some((listed) => listed.uuid === uuid)) {
    const message = `Checkpoint '${uuid}' is no longer listed: what is gone cannot be held`
    return failure('CheckpointEnded', message, { pipeline: entry.ledger, uuid })
  }
  const seq = String(entry.seq + 1)
  const id = sha256Hex(canonical([entry.ledger, seq, uuid, actor])).slice(0, 32)
  const hold: Hold = { id, uuid, reason, actor, at: entry.at }
  if (bytesOf([...here, hold]) > MAX_BYTES_A_CHECKPOINT || bytesOf([...holds, hold]) > MAX_BYTES_A_PIPELINE) {
    const message = 'There are too many holds: release some before placing another'
    return failure('TooManyHolds', message, { pipeline: entry.ledger, uuid })
  }
  const data = { hold: id, reason, actor }
  return [{ kind: 'hold-placed', severity: severityOf(policy, 'hold-placed'), uuid, data }]
}

/** Releases the hold of that id, or all that the actor has placed on the checkpoint. */
export function releasing(
  { entry, state }: Sealed,
  { uuid, actor, reason, id }: Releasing,
  policy: Policy,
): readonly LedgerEvent[] | Failure {
  const meant = state.holds.filter(
    (hold) => hold.uuid === uuid && (id === null ? hold.actor === actor : hold.id === id),
  )
  if (meant.length === 0) {
    const which = id === null ? `'${actor}' holds nothing here` : `no hold '${id}' lasts here`
    return failure('UnknownHold', `Checkpoint '${uuid}': ${which}`, {
      pipeline: entry.ledger,
      uuid,
      id,
      actor,
    })
  }
  return meant.map((hold) => ({
    kind: 'hold-released',
    severity: severityOf(policy, 'hold-released'),
    uuid,
    data: { hold: hold.id, actor, reason },
  }))
}

function bytesOf(holds: readonly Hold[]): number {
  return Buffer.byteLength(canonical(holds.map((hold) => ({ ...hold }))))
}
