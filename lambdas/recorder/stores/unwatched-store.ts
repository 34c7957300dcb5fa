import { resolvedBy } from '../../domain/alert.ts'
import type { Clock } from '../../domain/clock.ts'
import { instant } from '../../domain/instant.ts'
import { copiesLedger, splitLedger } from '../../domain/ledger-name.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import { type Sealed, sealAll } from '../../domain/sealing.ts'
import { type StoreRow, storeStanding } from '../../domain/store-row.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { StoreWork } from '../../ledger/store-work.ts'
import { type Configuration, storeFor } from '../configuration.ts'

/** Stores that nobody looks after any more: taken out of the configuration, or their pipeline was. Those of no shard are the first one's. */
export function leftStores(
  {
    configuration,
    shard,
    pipelines,
  }: {
    readonly configuration: Configuration
    readonly shard: string
    readonly pipelines: readonly OverviewRow[]
  },
  rows: readonly StoreRow[],
): readonly StoreRow[] {
  const left = new Set(
    pipelines.filter(({ outcome }) => outcome === 'unwatched').map(({ ledger }) => copiesLedger(ledger)),
  )
  return rows
    .filter(({ outcome }) => outcome !== 'unwatched')
    .filter(({ ledger }) => left.has(ledger) || (shard === '0' && !isConfigured(configuration, ledger)))
}

function isConfigured(configuration: Configuration, ledger: string): boolean {
  const [source, name] = splitLedger(ledger)
  return (
    configuration.sources.some((one) => one.name === source) &&
    storeFor(configuration, source, name) !== undefined
  )
}

/** Resolves its alerts with cause `unwatched`, as those of a pipeline (CONTRACT §9). Where somebody else is at work on it, the next run tries again. */
export async function unwatchStore(
  {
    ledger,
    stores,
    clock,
    run,
  }: {
    readonly ledger: Ledger
    readonly stores: StoreWork
    readonly clock: Clock
    readonly run: string
  },
  row: StoreRow,
): Promise<readonly Sealed[]> {
  const head = await ledger.head(row.ledger)
  const sealed =
    head === undefined
      ? []
      : sealAll(head, {
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
    if ((await ledger.append(next)) === 'head-moved') return appended
    appended.push(next)
  }
  const standing = storeStanding(appended.at(-1)?.state ?? head?.state)
  await stores.keepRow({ ...row, ...standing, outcome: 'unwatched' })
  return appended
}
