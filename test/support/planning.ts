import type { Approval } from '../../lambdas/domain/approvals.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { at } from './listings.ts'

/** `change-approved` of these kinds, for the seconds from … until. */
export function approved(
  id: string,
  kinds: Approval['kinds'],
  [from, until]: readonly [number, number],
): LedgerEvent {
  const data = { approval: id, kinds, from: at(from), until: at(until), reason: 'release 12', actor: 'ada' }
  return { kind: 'change-approved', severity: 'info', data }
}

export function withdrawn(id: string): LedgerEvent {
  return { kind: 'approval-withdrawn', severity: 'info', data: { approval: id, actor: 'ada', reason: null } }
}

/** `maintenance-planned`, for the seconds from … until. */
export function maintenance(
  id: string,
  kinds: Approval['kinds'],
  [from, until]: readonly [number, number],
): LedgerEvent {
  const data = { maintenance: id, kinds, from: at(from), until: at(until), reason: 'new disks', actor: 'ada' }
  return { kind: 'maintenance-planned', severity: 'info', data }
}
