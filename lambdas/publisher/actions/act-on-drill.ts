import { canonical, sha256Hex } from '../../domain/canonical.ts'
import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import { type Drill, drillRecorded } from '../../domain/drill.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { DEFAULT_POLICY } from '../../domain/policy.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { recordingOf } from '../../ledger/lives.ts'
import { type Failure, failure, invalidParameter, isFailure } from '../failure.ts'
import { indexAlerts } from '../notify/index-alerts.ts'
import { type DrillItem, drillOf, drillSaid } from '../queries/drills.ts'
import type { Pipeline } from '../queries/which-pipeline.ts'
import { unknownCheckpoint } from './act-on-hold.ts'
import type { ActionPorts } from './ports.ts'
import { recordAction } from './record-action.ts'

/** What is said of a drill. */
export interface Drilling extends Omit<Drill, 'id' | 'uuid' | 'performedAt'> {
  /** Null: now. */
  readonly performedAt: Instant | null
}

/**
 * Records that somebody has tried to restore from a checkpoint that the ledger knows, listed or ended. The same words of the same
 * actor again, with their time, are the same drill.
 */
export async function drill(
  ports: ActionPorts,
  { ledger: name, row }: Pipeline,
  text: string,
  said: Drilling,
): Promise<DrillItem | Failure> {
  const uuid = parseUuid(text)
  if (uuid === undefined) return unknownCheckpoint(name, text)
  let id = ''
  const recorded = await recordAction(ports, { name, actor: said.actor }, async (head) => {
    const known = head === undefined ? undefined : await recordingOf(ports.ledger, name, head, uuid)
    if (head === undefined || known === undefined) return unknownCheckpoint(name, text)
    const now = instant(ports.clock.now())
    const performedAt = said.performedAt ?? now
    if (performedAt > now) return invalidParameter('performed_at', 'has not come yet')
    const done: Drill = { ...said, performedAt, uuid, id: idOf(head, uuid, said.actor) }
    const same = said.performedAt === null ? undefined : await drillSaid(ports, head, done)
    id = same ?? done.id
    return same === undefined ? [drillRecorded(done, row?.policy ?? DEFAULT_POLICY)] : []
  })
  if (isFailure(recorded)) return recorded
  // The stream brings the same later; whoever acts must see at once what it raised or ended.
  for (const { entry } of recorded.entries) await indexAlerts(ports.alerts, entry)
  const item = recorded.head === undefined ? undefined : await drillOf(ports, recorded.head, id)
  return item ?? failure('InternalError', 'Internal error')
}

function idOf({ entry }: Sealed, uuid: Uuid, actor: string): string {
  return sha256Hex(canonical([entry.ledger, String(entry.seq + 1), uuid, actor, 'drill'])).slice(0, 32)
}
