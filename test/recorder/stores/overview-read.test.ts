import { expect, it } from 'vitest'
import { NO_PING } from '../../../lambdas/recorder/ping.ts'
import { createRecorder, type RecorderPorts } from '../../../lambdas/recorder/recorder.ts'
import { checkpoint, T0 } from '../../support/listings.ts'
import { configuration, recording } from '../../support/recording.ts'
import { createMemoryStore } from '../../support/stores/memory-store.ts'
import { kindsOf, STORE } from '../../support/stores/recording-stores.ts'
import { createSyncedStore, SOLO } from '../../support/stores/synced-store.ts'

/** A recorder with a pipeline and its store; what is read of overviews is counted. */
function watching() {
  const synced = createSyncedStore(SOLO)
  synced.push(T0)
  const world = recording(configuration(['orders']), () => ({
    openStore: async () => createMemoryStore(synced.objects),
  }))
  const { overviews } = world.ports
  const reads: string[] = []
  const ports: RecorderPorts = {
    ...world.ports,
    send: async () => {},
    ping: NO_PING,
    overviews: {
      ...overviews,
      read: async (shard) => {
        reads.push(shard)
        return overviews.read(shard)
      },
      readAll: async () => {
        reads.push('all')
        return overviews.readAll()
      },
    },
  }
  world.script('orders', [checkpoint(1)])
  const recorder = createRecorder(ports, {
    configuration: { ...configuration(['orders']), stores: [STORE] },
    configurationHash: 'c0'.repeat(32),
    configurationBytes: Buffer.from('{}'),
    everyMs: 60_000,
    rehearseEveryMs: null,
  })
  return { ...world, reads, recorder }
}

it('a round of stores knows the pipelines from what its run has just written, and reads no overview for them', async () => {
  const { recorder, reads, ledger } = watching()
  await recorder({ kind: 'tick' }, 60_000)
  expect(reads).toEqual(['all'])
  // The pipeline was known: its store was looked at.
  const copies = await ledger.readForward('prod/orders/copies', 1, 100)
  expect(kindsOf(copies.flatMap(({ entry }) => entry.events))).toContain('copy-verified')
})
