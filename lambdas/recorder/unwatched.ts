import { resolvedBy } from '../domain/alert.ts'
import type { Clock } from '../domain/clock.ts'
import { instant } from '../domain/instant.ts'
import type { OverviewRow } from '../domain/overview.ts'
import { type Sealed, sealAll } from '../domain/sealing.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** What became of a pipeline that the configuration names no more. */
export interface Unwatched {
  readonly row: OverviewRow
  readonly sealed: readonly Sealed[]
}

/**
 * Resolves the alerts of a pipeline that nobody watches any more, with cause `unwatched`: nothing will ever end them (CONTRACT §9).
 * Where another recorder is at work on it, the row keeps its alerts, and the next run tries again.
 */
export async function unwatch(
  { ledger, clock, run }: { readonly ledger: Ledger; readonly clock: Clock; readonly run: string },
  row: OverviewRow,
): Promise<Unwatched> {
  const left: OverviewRow = { ...row, outcome: 'unwatched', unseen: null, open: [] }
  if (row.outcome === 'unwatched' && row.alerts === 0) return { row: left, sealed: [] }
  const head = await ledger.head(row.ledger)
  if (head === undefined || head.state.alerts.length === 0)
    return { row: { ...left, alerts: 0, firing: 0 }, sealed: [] }
  const sealed = sealAll(head, {
    at: instant(clock.now()),
    by: 'recorder',
    epoch: head.state.epoch,
    events: head.state.alerts.map((alert) => resolvedBy(alert, 'unwatched')),
    evidence: [],
    ledger: row.ledger,
    run,
  })
  const appended: Sealed[] = []
  for (const next of sealed) {
    if ((await ledger.append(next)) === 'head-moved') break
    appended.push(next)
  }
  const { alerts } = appended.at(-1)?.state ?? head.state
  const firing = alerts.filter(({ acknowledged }) => !acknowledged).length
  return { row: { ...left, alerts: alerts.length, firing }, sealed: appended }
}
