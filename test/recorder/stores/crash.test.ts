import { describe, expect, it } from 'vitest'
import type { RunPorts } from '../../../lambdas/recorder/run.ts'
import type { StoresPorts } from '../../../lambdas/recorder/stores/check-stores.ts'
import type { Place } from '../../../lambdas/stores/keeping/kept-places.ts'
import { T0 } from '../../support/listings.ts'
import { DAY_MS, memoryPlaces } from '../../support/stores/keeping.ts'
import { type StoreRecording, storeRecording } from '../../support/stores/recording-stores.ts'
import { flip } from '../../support/stores/synced-store.ts'

/** Every question and every write of a round of stores, in one count: at the one that is chosen the process dies. */
interface Death {
  /** Which one; never where it is 0. */
  at: number
  /** Whether what it wrote is there. */
  landed: boolean
  sites: number
}

class Died extends Error {}

function dying(death: Death, ports: RunPorts & StoresPorts): Partial<RunPorts & StoresPorts> {
  const site =
    <A extends readonly unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      death.sites += 1
      if (death.sites !== death.at) return work(...args)
      if (death.landed) await work(...args)
      throw new Died()
    }
  return {
    ledger: { ...ports.ledger, head: site(ports.ledger.head), append: site(ports.ledger.append) },
    archive: { ...ports.archive, put: site(ports.archive.put) },
    stores: {
      rows: site(ports.stores.rows),
      keepRow: site(ports.stores.keepRow),
      memory: site(ports.stores.memory),
      keepMemory: site(ports.stores.keepMemory),
    },
    sequence: site(ports.sequence),
    openKept: async (task) => {
      const into = await ports.openKept(task)
      if (into === undefined) return undefined
      const { checkpoints, objects } = into.places
      const dyingAt = ({ reader, writer }: Place): Place => ({
        reader: { ...reader, read: site(reader.read) },
        writer: { ...writer, copy: site(writer.copy), put: site(writer.put), lock: site(writer.lock) },
      })
      return { ...into, places: { checkpoints: dyingAt(checkpoints), objects: dyingAt(objects) } }
    },
  }
}

/** Pushes, damage, loss and repair, each followed by a check; dies once, wherever it is told to, and is started again. */
async function life(death: Death): Promise<StoreRecording> {
  const recorded = storeRecording(
    { verifyEveryMs: 60_000, keepCopyMs: 90 * DAY_MS },
    { places: memoryPlaces(), dying: (ports) => dying(death, ports) },
  )
  const { store, pass } = recorded
  const checked = async (): Promise<void> => {
    for (let left = 3; left > 0; left -= 1) {
      // Later than whatever was left as begun.
      pass(10 * 60)
      const unanswered = await recorded.tick().then(
        (result) => result?.stores.unanswered ?? 0,
        (error: unknown) => {
          if (error instanceof Died) return 1
          throw error
        },
      )
      if (unanswered === 0) return
    }
    throw new Error('it did not come to an end')
  }
  const [first] = store.push(T0)
  await checked()
  store.push(T0 + 1_000)
  const name = first?.batches[0] ?? ''
  const whole = store.objects.get(name) ?? new Uint8Array()
  store.objects.delete(name)
  await checked()
  store.objects.set(name, whole)
  const other = first?.batches[1] ?? ''
  flip(store.objects, other, (store.objects.get(other)?.length ?? 0) - 1)
  await checked()
  store.push(T0 + 2_000)
  await checked()
  return recorded
}

async function toldBy(recorded: StoreRecording): Promise<readonly string[]> {
  return (await recorded.told()).map(({ kind, uuid }) => `${kind} ${uuid ?? ''}`)
}

describe('a check of a store that dies', () => {
  it('anywhere, with or without its last write there, has told everything once after it was started again', async () => {
    const counted: Death = { at: 0, landed: false, sites: 0 }
    const whole = await life(counted)
    const expected = await toldBy(whole)
    const alerts = await whole.alerts()
    expect(expected.filter((told) => told.startsWith('copy-kept'))).toHaveLength(3)
    expect(expected.length).toBeGreaterThan(6)
    expect(counted.sites).toBeGreaterThan(40)
    for (let at = 1; at <= counted.sites; at += 1) {
      for (const landed of [false, true]) {
        const recorded = await life({ at, landed, sites: 0 })
        expect([at, landed, await toldBy(recorded)]).toEqual([at, landed, expected])
        expect(await recorded.alerts()).toEqual(alerts)
      }
    }
  }, 240_000)
})
