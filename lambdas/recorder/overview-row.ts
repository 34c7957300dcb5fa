import { bornAt } from '../domain/checkpoint.ts'
import type { Instant } from '../domain/instant.ts'
import { newestOf } from '../domain/order.ts'
import type { OverviewRow } from '../domain/overview.ts'
import type { State } from '../domain/state.ts'
import type { Task } from './record-pipeline.ts'

/** What this run knows of the pipeline, carried on from what the previous one knew. */
export function rowOf(
  task: Task,
  state: State,
  askedAt: Instant,
  now: Pick<OverviewRow, 'outcome' | 'unseen'> & {
    readonly open?: readonly string[]
    readonly settled?: boolean
  },
): OverviewRow {
  const observed = now.outcome === 'observed'
  const newest = newestOf(state.listed)
  return {
    ledger: task.ledger,
    epoch: state.epoch,
    askedAt,
    observedAt: observed ? askedAt : (task.row?.observedAt ?? null),
    settledAt: now.settled === true ? askedAt : (task.row?.settledAt ?? null),
    firstObservedAt: task.row?.firstObservedAt ?? (observed ? askedAt : null),
    outcome: now.outcome,
    unseen: now.unseen,
    open: now.open ?? task.row?.open ?? [],
    listed: state.listed.length,
    alerts: state.alerts.length,
    newestAt: newest === undefined ? null : (bornAt(newest.uuid) ?? newest.firstSeenAt),
    policy: task.policy,
  }
}
