import type { StoreRow } from '../../domain/copies/store-row.ts'
import { unixMs } from '../../domain/instant.ts'
import { copiesLedger, splitLedger } from '../../domain/ledger-name.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import type { Policy } from '../../domain/policy.ts'
import { type Configuration, policyFor, type Store, storeFor } from '../configuration/configuration.ts'

/** One pipeline's store in one run. */
export interface StoreTask {
  /** `source/name/copies`. */
  readonly ledger: string
  /** `source/name`. */
  readonly pipeline: string
  readonly store: Store
  readonly policy: Policy
  /** The pipeline's Feldera id, as far as it is known. */
  readonly epoch: string | null
  readonly row: StoreRow | undefined
}

// A store that gave no answer is asked again sooner than one that did, and not by every run.
const AGAIN_AFTER_MS = 5 * 60_000

/** The stores of these pipelines. What was removed at its source is looked after as well: its copies may be all that is left of it. */
export function storeTasks(
  configuration: Configuration,
  pipelines: readonly OverviewRow[],
  rows: readonly StoreRow[],
): readonly StoreTask[] {
  const known = new Map(rows.map((row) => [row.ledger, row]))
  return pipelines
    .filter(({ outcome }) => outcome !== 'unwatched')
    .flatMap(({ ledger: pipeline, epoch }) => {
      const [source, name] = splitLedger(pipeline)
      const store = storeFor(configuration, source, name)
      if (store === undefined) return []
      const ledger = copiesLedger(pipeline)
      const policy = policyFor(configuration, source, name)
      return [{ ledger, pipeline, store, policy, epoch, row: known.get(ledger) }]
    })
}

/** Those whose time has come, the one first that was not looked at for longest. */
export function dueTasks(tasks: readonly StoreTask[], nowMs: number): readonly StoreTask[] {
  return tasks
    .filter((task) => dueAtMs(task) <= nowMs)
    .toSorted((a, b) => ((a.row?.attemptedAt ?? '') < (b.row?.attemptedAt ?? '') ? -1 : 1))
}

function dueAtMs({ row, store }: StoreTask): number {
  if (row === undefined || row.location !== store.location) return 0
  const again = unixMs(row.attemptedAt) + Math.min(store.verifyEveryMs, AGAIN_AFTER_MS)
  switch (row.outcome) {
    case 'checked':
      return row.checkedAt === null ? 0 : unixMs(row.checkedAt) + store.verifyEveryMs
    case 'deferred':
    case 'unwatched':
      return 0
    // Another run is at it, or died of it.
    case 'checking':
    case 'unobservable':
    case 'failed':
      return again
    default:
      return row.outcome satisfies never
  }
}
