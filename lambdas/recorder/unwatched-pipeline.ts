import { countFiring } from '../domain/open-alerts.ts'
import type { OverviewRow } from '../domain/overview.ts'
import type { Sealed } from '../domain/sealing.ts'
import { type EndingPorts, endUnwatched } from './end-unwatched.ts'

/** What became of a pipeline that the configuration names no more. */
export interface Unwatched {
  readonly row: OverviewRow
  readonly sealed: readonly Sealed[]
}

/**
 * Resolves the alerts of a pipeline that nobody watches any more, with cause `unwatched`: nothing will ever end them (CONTRACT §9).
 * Where another recorder is at work on it, the row keeps its alerts, and the next run tries again.
 */
export async function unwatchPipeline(ports: EndingPorts, row: OverviewRow): Promise<Unwatched> {
  const left: OverviewRow = { ...row, outcome: 'unwatched', unseen: null, open: [] }
  if (row.outcome === 'unwatched' && row.alerts === 0) return { row: left, sealed: [] }
  const head = await ports.ledger.head(row.ledger)
  if (head === undefined || head.state.alerts.length === 0)
    return { row: { ...left, alerts: 0, firing: 0 }, sealed: [] }
  const appended = await endUnwatched(ports, head)
  const { alerts } = appended.at(-1)?.state ?? head.state
  return { row: { ...left, alerts: alerts.length, firing: countFiring(alerts) }, sealed: appended }
}
