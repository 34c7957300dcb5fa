import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { at } from '../listings.ts'

/** What somebody says of the first open alert, behind that head. */
export function acknowledgedBy(head: Sealed | undefined, actor: string): Sealed {
  const [alert] = head?.state.alerts ?? []
  if (head === undefined || alert === undefined) throw new Error('nothing is open')
  const { id, kind, severity, uuid } = alert
  const event = {
    kind: 'alert-acknowledged',
    severity: 'silent',
    ...(uuid === null ? {} : { uuid }),
    data: { alert: id, kind, severity, actor, note: 'seen' },
  } as const
  const [sealed] = sealAll(head, {
    at: at(0),
    by: actor,
    epoch: head.entry.epoch,
    events: [event],
    evidence: [],
    ledger: head.entry.ledger,
    run: null,
  })
  if (sealed === undefined) throw new Error('nothing was said')
  return sealed
}
