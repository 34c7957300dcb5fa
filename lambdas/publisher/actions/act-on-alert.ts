import type { Sealed } from '../../domain/sealing.ts'
import { eventsWith, firstSeqWhere } from '../../ledger/search.ts'
import type { AlertRow, AlertState } from '../../ledger/work/alert-index.ts'
import { type Failure, isFailure } from '../failure.ts'
import { indexAlerts } from '../notify/index-alerts.ts'
import { alertOf } from '../queries/alerts.ts'
import { type AlertAction, alertEvents, type Said } from './alert-events.ts'
import type { ActionPorts } from './ports.ts'
import { recordAction } from './record-action.ts'

/**
 * Acknowledges or resolves the alert and gives its row as it is then. Doing it again is no second entry: the row is the one
 * that whoever came first has left.
 */
export async function actOnAlert(
  ports: ActionPorts,
  id: string,
  action: AlertAction,
  said: Said,
): Promise<AlertRow | Failure> {
  const row = await alertOf(ports, id)
  if (isFailure(row)) return row
  const place = { name: row.ledger, actor: said.actor }
  const recorded = await recordAction(ports, place, async (head) =>
    head === undefined ? [] : alertEvents(head.state, id, action, said),
  )
  if (isFailure(recorded)) return recorded
  // The stream brings the same later; whoever acts must see it at once.
  for (const { entry } of recorded.entries) await indexAlerts(ports.alerts, entry)
  if (recorded.head !== undefined) await catchUp(ports, row, recorded.head)
  return (await ports.alerts.find(id)) ?? row
}

/** The stream may not have brought yet what somebody else did: then the ledger knows more than the index. */
async function catchUp(
  { ledger, alerts }: ActionPorts,
  { id, ledger: name, raisedAt }: AlertRow,
  head: Sealed,
) {
  if ((await alerts.find(id))?.state === stateIn(head, id)) return
  const to = head.entry.seq
  const raisedSeq = await firstSeqWhere(ledger, name, { from: 1, to }, ({ entry }) => entry.at >= raisedAt)
  const kinds = ['alert-acknowledged', 'alert-resolved'] as const
  const found = await eventsWith(
    ledger,
    name,
    { kinds, fromSeq: to, downTo: raisedSeq },
    ({ data }) => data['alert'] === id,
  )
  for (const { sealed } of found.toReversed()) await indexAlerts(alerts, sealed.entry)
}

function stateIn({ state }: Sealed, id: string): AlertState {
  const open = state.alerts.find((alert) => alert.id === id)
  if (open === undefined) return 'resolved'
  return open.acknowledged ? 'acknowledged' : 'firing'
}
