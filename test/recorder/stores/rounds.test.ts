import { describe, expect, it } from 'vitest'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { checkpoint, T0 } from '../../support/listings.ts'
import { configuration } from '../../support/recording.ts'
import { kindsOf, STORE, storeRecording } from '../../support/stores/recording-stores.ts'
import { acknowledgedBy } from '../../support/stores/speaking.ts'

const HOUR_S = 3_600

/** The reader, and something that happens before every object is read. */
function before(reader: StoreReader, happens: (name: string) => void | Promise<void>): StoreReader {
  return {
    ...reader,
    readSpan: async (object, span) => {
      await happens(object.name)
      return reader.readSpan(object, span)
    },
  }
}

describe('a round of stores', () => {
  it('comes behind the run: what it waits for no pipeline, no alert and no signature waits for', async () => {
    const { store, tick, trace, script } = storeRecording()
    store.push(T0)
    script('orders', [checkpoint(1)])
    await tick()
    const [polled, signed] = [trace.indexOf('append prod/orders 1'), trace.indexOf('sequence 0')]
    const checked = trace.indexOf('append prod/orders/copies 1')
    expect(polled).toBeLessThan(signed)
    expect(signed).toBeLessThan(checked)
    expect(trace.lastIndexOf('sequence 0')).toBeGreaterThan(checked)
  })

  it('that runs out of time concludes nothing, keeps what it found whole, and is whole after some runs', async () => {
    const read: string[] = []
    let pass = (_seconds: number): void => {}
    const recorded = storeRecording(
      {},
      {
        open: (usual) => async (which) =>
          before(await usual(which), (name) => {
            read.push(name)
            pass(1)
          }),
      },
    )
    pass = recorded.pass
    const { store, tick, told, ports } = recorded
    for (let i = 0; i < 6; i += 1) store.push(T0 + i * 1_000)
    let rounds = 0
    for (let deferred = 1; deferred > 0; rounds += 1) {
      expect(await told()).toEqual([])
      const result = await tick({ endMs: ports.clock.now() + 12_000 })
      deferred = result?.stores.deferred ?? 0
      if (rounds > 20) throw new Error('it made no headway')
    }
    expect(rounds).toBeGreaterThan(1)
    expect((await told()).filter(({ kind }) => kind === 'copy-verified')).toHaveLength(6)
    const batches = read.filter((name) => name.startsWith('w'))
    // Up to sixteen are on their way when the time is up, and are read again.
    expect(batches.length).toBeLessThan(new Set(batches).size + 16 * rounds)
  })

  it('in which nothing can be kept of a store says so, and tries it again five minutes later', async () => {
    let isBroken = true
    const { tick, lines, pass, told, store } = storeRecording(
      {},
      {
        dying: ({ archive }) => ({
          archive: {
            ...archive,
            put: async (...args) => {
              if (isBroken) throw new Error('denied')
              return archive.put(...args)
            },
          },
        }),
      },
    )
    store.push(T0)
    expect(await tick()).toMatchObject({ stores: { checked: 0, unanswered: 1 } })
    expect(lines).toContainEqual({
      name: 'store-failed',
      store: 'prod/orders/copies',
      error: expect.stringContaining('evidence could not be kept'),
    })
    isBroken = false
    pass(60)
    expect(await tick()).toBeUndefined()
    pass(6 * 60)
    await tick()
    expect(kindsOf(await told())).toEqual(['copy-synced', 'copy-verified'])
  })

  it('that another recorder was faster with is discarded; one that a person spoke into is not', async () => {
    let meanwhile = async (): Promise<void> => {}
    const recorded = storeRecording(
      {},
      {
        open: (usual) => async (which) => {
          await meanwhile()
          return usual(which)
        },
      },
    )
    const { store, tick, told, alerts, pass, ledger } = recorded
    const [copy] = store.push(T0)
    store.objects.delete(copy?.archive ?? '')
    await tick()
    const head = await ledger.head('prod/orders/copies')
    meanwhile = async () => {
      await ledger.append(acknowledgedBy(head, 'ana'))
    }
    store.push(T0 + 1_000)
    pass(HOUR_S)
    await tick()
    expect(kindsOf(await told()).slice(2)).toEqual(['copy-synced', 'copy-verified'])
    expect(await alerts()).toEqual(['copy-incomplete'])
    let rival = 0
    meanwhile = async () => {
      rival += 1
      if (rival === 1) await recorded.tick()
    }
    store.push(T0 + 2_000)
    pass(HOUR_S)
    await tick()
    expect(kindsOf(await told()).slice(4)).toEqual(['copy-synced', 'copy-verified'])
  })

  it('ends the alerts of a store that is configured no more, which is looked after again when it is', async () => {
    const { store, tick, alerts, pass } = storeRecording()
    const [copy] = store.push(T0)
    store.objects.delete(copy?.archive ?? '')
    await tick()
    expect(await alerts()).toEqual(['copy-incomplete'])
    pass(60)
    await tick({ configuration: configuration(['orders']) })
    expect(await alerts()).toEqual([])
    pass(60)
    await tick({ configuration: { ...configuration(['orders']), stores: [STORE] } })
    expect(await alerts()).toEqual(['copy-incomplete'])
  })
})
