import type { Uuid } from '../../domain/checkpoint.ts'
import type { Copies } from '../../domain/copies/copies.ts'
import { DURABILITIES, type Durability } from '../../domain/copies/stored-copy.ts'
import { isSuccess } from '../../domain/drill.ts'
import type { Instant } from '../../domain/instant.ts'
import { copiesLedger } from '../../domain/ledger-name.ts'
import { eventsWith } from '../../ledger/search.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

/** What is known of a pipeline's checkpoints beyond their being listed. */
export interface Durabilities {
  /** Undefined where no store of it was ever checked. */
  readonly copies: Copies | undefined
  /** When a drill that succeeded was performed with the checkpoint, the newest. */
  readonly restored: ReadonlyMap<Uuid, Instant>
}

export async function durabilitiesOf(
  { ledger }: Pick<QueryPorts, 'ledger'>,
  { ledger: name, head }: Pick<Pipeline, 'ledger' | 'head'>,
): Promise<Durabilities> {
  const [store, drills] = await Promise.all([
    ledger.head(copiesLedger(name)),
    head === undefined || head.state.totals['drill-recorded'] === undefined
      ? []
      : eventsWith(
          ledger,
          name,
          { kinds: ['drill-recorded'], fromSeq: head.entry.seq, downTo: 1 },
          isSuccess,
        ),
  ])
  const restored = new Map<Uuid, Instant>()
  for (const { event, sealed } of drills.toReversed())
    if (event.uuid !== undefined) restored.set(event.uuid, sealed.entry.at)
  return { copies: store?.state.copies, restored }
}

/**
 * How far up the ladder a checkpoint stands now (CONTRACT §8). A drill that succeeded says more than any look, unless the copy was seen to
 * be damaged or gone since; a locked copy of ours is there whatever became of the store's.
 */
export function durabilityOf({ copies, restored }: Durabilities, uuid: Uuid): Durability {
  const copy = copies?.copies.find(({ checkpoint }) => checkpoint.uuid === uuid)
  const isKept = copies?.kept.some((one) => one.uuid === uuid) === true
  const isLost =
    copies?.missing.some(({ checkpoint }) => checkpoint.uuid === uuid) === true ||
    (copy !== undefined && (copy.rung === 'listed' || isBad(copy.told)))
  if (restored.has(uuid) && (isKept || !isLost)) return 'restored'
  return isKept ? 'kept' : (copy?.rung ?? DURABILITIES[0])
}

function isBad({ incomplete, corrupt }: Copies['copies'][number]['told']): boolean {
  return incomplete.length + corrupt.length > 0
}
