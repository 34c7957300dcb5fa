import { type StoreRow, storeStanding } from '../../domain/copies/store-row.ts'
import { copiesLedger, splitLedger } from '../../domain/ledger-name.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { StoreWork } from '../../ledger/work/store-work.ts'
import { type Configuration, storeFor } from '../configuration/configuration.ts'
import { type EndingPorts, endUnwatched } from '../end-unwatched.ts'

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
  { stores, ...ports }: EndingPorts & { readonly stores: StoreWork },
  row: StoreRow,
): Promise<readonly Sealed[]> {
  const head = await ports.ledger.head(row.ledger)
  const appended = head === undefined ? [] : await endUnwatched(ports, head)
  const after = appended.at(-1)?.state ?? head?.state
  if (after !== undefined && after.alerts.length > 0) return appended
  await stores.keepRow({ ...row, ...storeStanding(after), outcome: 'unwatched' })
  return appended
}
