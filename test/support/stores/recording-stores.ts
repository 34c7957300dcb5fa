import { DEFAULT_RETENTION } from '../../../lambdas/domain/copies/copy-retention.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { Policy } from '../../../lambdas/domain/policy.ts'
import type { Store } from '../../../lambdas/recorder/configuration/configuration.ts'
import { checkStores, type StoresOptions } from '../../../lambdas/recorder/stores/check-stores.ts'
import type { OpenStore } from '../../../lambdas/recorder/stores/open-configured.ts'
import type { KeptPlaces } from '../../../lambdas/stores/keeping/kept-places.ts'
import { configuration, type Recording, recording } from '../recording.ts'
import { createMemoryStore } from './memory-store.ts'
import { createSyncedStore, SOLO, type StoreForm, type SyncedStore } from './synced-store.ts'

export const STORE: Store = {
  match: { source: 'prod', pipeline: 'orders' },
  location: 's3://acme-checkpoints/orders',
  region: null,
  endpoint: null,
  credentials: null,
  verifyEveryMs: 3_600_000,
  deep: false,
  keepCopyMs: null,
  staleAfterMs: null,
  retention: DEFAULT_RETENTION,
}

/** The recorder with one pipeline and its store, all in memory. */
export interface StoreRecording extends Recording {
  readonly store: SyncedStore
  /** A tick: the pipelines, and then the stores that are due. */
  readonly tick: (options?: Partial<StoresOptions>) => ReturnType<typeof checkStores>
  /** What was recorded of the store, oldest first, without the alerts. */
  readonly told: () => Promise<readonly LedgerEvent[]>
  readonly alerts: () => Promise<readonly string[]>
}

export function storeRecording(
  part: Partial<Store> = {},
  {
    form = SOLO,
    policy = {},
    open,
    places,
    dying,
  }: {
    readonly form?: StoreForm
    readonly policy?: Partial<Policy>
    readonly open?: (usual: OpenStore) => OpenStore
    /** Where in the archive copies are kept. */
    readonly places?: KeptPlaces
    /** Of the rounds of stores only: the runs before them are as ever. */
    readonly dying?: (ports: Recording['ports']) => Partial<Recording['ports']>
  } = {},
): StoreRecording {
  const store = createSyncedStore(form)
  const configured = { ...configuration(['orders'], policy), stores: [{ ...STORE, ...part }] }
  const usual: OpenStore = async () => createMemoryStore(store.objects)
  const base = recording(configured, () => ({
    openStore: open === undefined ? usual : open(usual),
    openKept: async () => (places === undefined ? undefined : { places, storeInS3: null }),
  }))
  const entries = () => base.ledger.readForward('prod/orders/copies', 1, 1_000)
  base.script('orders', [])
  return {
    ...base,
    store,
    tick: async (options = {}) => {
      await base.run({ configuration: configured })
      const { overview } = await base.ports.overviews.read('0')
      return checkStores(
        { ...base.ports, ...dying?.(base.ports) },
        {
          configuration: configured,
          shard: '0',
          pipelines: overview?.rows ?? [],
          endMs: Number.POSITIVE_INFINITY,
          ...options,
        },
      )
    },
    told: async () =>
      (await entries()).flatMap(({ entry }) => entry.events).filter(({ kind }) => !kind.startsWith('alert-')),
    alerts: async () => {
      const head = await base.ledger.head('prod/orders/copies')
      return head?.state.alerts.map(({ kind }) => kind) ?? []
    },
  }
}

export function kindsOf(events: readonly LedgerEvent[]): readonly string[] {
  return events.map(({ kind }) => kind)
}
