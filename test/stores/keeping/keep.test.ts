import { describe, expect, it } from 'vitest'
import { instant } from '../../../lambdas/domain/instant.ts'
import { counting } from '../../../lambdas/stores/counting.ts'
import { keptCheckpoints, readKept } from '../../../lambdas/stores/keeping/kept-copies.ts'
import { keptFolder } from '../../../lambdas/stores/keeping/kept-names.ts'
import { checking } from '../../support/stores/checking.ts'
import { Crash, crasher } from '../../support/stores/crashing.ts'
import { DAY_MS, keepCopy, memoryPlaces, NOW, needed } from '../../support/stores/keeping.ts'
import { createMemoryStore } from '../../support/stores/memory-store.ts'
import {
  createSyncedStore,
  rewrite,
  SOLO,
  type StoreForm,
  type Synced,
} from '../../support/stores/synced-store.ts'

function filled(form: StoreForm = SOLO, pushes = 3) {
  const store = createSyncedStore(form)
  for (let i = 0; i < pushes; i += 1) store.push(NOW - DAY_MS + i * 60_000)
  const [first, second, third] = store.copies() as readonly [Synced, Synced, Synced]
  return { store, first, second, third }
}

describe('keeping a checkpoint', () => {
  it('puts every object that it needs into the archive, and then says so', async () => {
    const { store, first } = filled()
    const places = memoryPlaces()
    const kept = await keepCopy(places, store, first)
    if (kept.kind !== 'kept') throw new Error(JSON.stringify(kept))
    const wanted = needed(store, [first])
    expect(kept.object).toBe(`copies/prod/orders/checkpoints/${first.checkpoint.uuid}.json`)
    expect(kept.copied.objects).toBe(wanted.size)
    expect(kept.copy.objects.map(({ name }) => name)).toEqual([...wanted.keys()].toSorted())
    for (const { name, address } of kept.copy.objects)
      expect(places.objects.objects.get(address)).toEqual(wanted.get(name))
    expect(await keptCheckpoints(places)).toEqual([{ host: null, uuid: first.checkpoint.uuid }])
  })

  it('keeps what several checkpoints share once, and asks nothing of it while its lock lasts', async () => {
    const { store, first, second } = filled()
    const places = memoryPlaces()
    await keepCopy(places, store, first)
    const { size } = places.objects.objects
    const crash = crasher(0, 'before')
    const kept = await keepCopy(crash.places(places), store, second)
    if (kept.kind !== 'kept') throw new Error(JSON.stringify(kept))
    // Of four batches three are shared; archive, list and a batch are new.
    expect(kept.copied.objects).toBe(3)
    expect(places.objects.objects.size).toBe(size + 3)
    // Its own record, the listing of records, the newest of them, three copies, the record.
    expect(crash.requests()).toBe(7)
  })

  it('locks what it keeps for as long as asked, prolongs what a newer one needs, and never shortens', async () => {
    const { store, first, second, third } = filled()
    const places = memoryPlaces()
    await keepCopy(places, store, first, { keepMs: 90 * DAY_MS })
    const longest = NOW + 90 * DAY_MS
    for (const until of places.objects.locks.values()) expect(until).toBeGreaterThanOrEqual(longest)
    const before = new Map(places.objects.locks)
    await keepCopy(places, store, second, { keepMs: 10 * DAY_MS })
    for (const [name, until] of before) expect(places.objects.locks.get(name)).toBe(until)
    const later = NOW + 60 * DAY_MS
    const kept = await keepCopy(places, store, third, { nowMs: later, keepMs: 90 * DAY_MS })
    if (kept.kind !== 'kept') throw new Error(JSON.stringify(kept))
    for (const { address, lockedUntil } of kept.copy.objects) {
      expect(places.objects.locks.get(address)).toBeGreaterThanOrEqual(later + 90 * DAY_MS)
      expect(lockedUntil).toBe(instant(places.objects.locks.get(address) ?? 0))
    }
    for (const until of places.checkpoints.locks.values())
      expect(until).toBeGreaterThanOrEqual(NOW + 10 * DAY_MS)
  })

  it('never lets equal names with other bytes meet', async () => {
    const { store, first, second } = filled()
    const places = memoryPlaces()
    await keepCopy(places, store, first)
    const shared = first.batches.find((name) => second.batches.includes(name)) ?? ''
    const was = store.objects.get(shared)
    rewrite(store.objects, shared, 7)
    const kept = await keepCopy(places, store, second)
    if (kept.kind !== 'kept') throw new Error(JSON.stringify(kept))
    const [old, fresh] = [await readKept(places, { host: null, uuid: first.checkpoint.uuid }), kept]
    if (old.kind !== 'kept') throw new Error(old.kind)
    const at = (copy: typeof fresh.copy) =>
      places.objects.objects.get(copy.objects.find(({ name }) => name === shared)?.address ?? '')
    expect(at(old.copy)).toEqual(was)
    expect(at(fresh.copy)).toEqual(store.objects.get(shared))
  })

  it('keeps the very writing that was verified, or nothing', async () => {
    const { store, first } = filled()
    const places = memoryPlaces()
    // Written anew between the check and the copy.
    const reader = createMemoryStore(store.objects)
    const [batch = ''] = first.batches
    let reads = 0
    const changing = {
      ...reader,
      read: async (name: string, maxBytes: number) => {
        // The catalog is read by the check, and again before anything is copied.
        if (name === 'checkpoints.feldera' && (reads += 1) === 2) rewrite(store.objects, batch, 3)
        return reader.read(name, maxBytes)
      },
    }
    expect(await keepCopy(places, store, first, { store: changing })).toMatchObject({
      kind: 'refused',
      why: `${batch} was written anew since it was verified`,
    })
    expect(await keptCheckpoints(places)).toEqual([])
  })

  it('keeps nothing that the catalog no longer lists', async () => {
    const { store, first } = filled()
    const reader = createMemoryStore(store.objects)
    let reads = 0
    const dropping = {
      ...reader,
      read: async (name: string, maxBytes: number) => {
        if (name === 'checkpoints.feldera' && (reads += 1) === 2) store.drop(first.checkpoint.uuid)
        return reader.read(name, maxBytes)
      },
    }
    expect(await keepCopy(memoryPlaces(), store, first, { store: dropping })).toMatchObject({
      kind: 'refused',
    })
  })

  it('ends in time with what it has, shows nothing as kept, and goes on from there', async () => {
    const { store, first } = filled()
    const places = memoryPlaces()
    expect(await keepCopy(places, store, first, { deadlineMs: NOW })).toEqual({
      kind: 'partly',
      done: 0,
      of: needed(store, [first]).size,
    })
    expect(places.checkpoints.objects.size).toBe(0)
    expect(await keepCopy(places, store, first)).toMatchObject({ kind: 'kept' })
  })

  it('says the same of what is kept already, and asks the store for nothing but its check', async () => {
    const { store, first } = filled()
    const places = memoryPlaces()
    const once = await keepCopy(places, store, first)
    const { reader, cost } = counting(createMemoryStore(store.objects))
    const check = counting(createMemoryStore(store.objects))
    await checking(store.objects, { reader: check.reader })
    const again = await keepCopy(places, store, first, { store: reader, nowMs: NOW + DAY_MS })
    expect(again).toEqual({ ...once, copied: { objects: 0, bytes: 0 } })
    expect(cost()).toEqual(check.cost())
  })

  it('refuses a pipeline of which no path can be made', async () => {
    const { store, first } = filled()
    const kept = await keepCopy(memoryPlaces(), store, first, { pipeline: 'prod/a b' })
    expect(kept).toMatchObject({ kind: 'refused' })
    for (const name of ['prod/..', 'prod/a/b', '../a', 'prod/a.b', 'prod/'])
      expect(keptFolder(name)).toBeUndefined()
    expect(keptFolder('prod/Orders_2-x')).toBe('copies/prod/Orders_2-x/')
  })
})

describe.each(['before', 'after'] as const)('a keeper that dies %s a request', (when) => {
  it('leaves nothing that is shown as kept and is not, and the next goes on from there', async () => {
    const counted = crasher(0, when)
    const { store, first, second } = filled()
    const clean = memoryPlaces()
    await keepCopy(clean, store, first)
    await keepCopy(counted.places(clean), store, second, { inFlight: 1 })
    expect(counted.requests()).toBeGreaterThan(5)
    for (let at = 1; at <= counted.requests(); at += 1) {
      const places = memoryPlaces()
      await keepCopy(places, store, first)
      const crash = crasher(at, when)
      await expect(keepCopy(crash.places(places), store, second, { inFlight: 1 })).rejects.toThrow(Crash)
      for (const place of await keptCheckpoints(places)) {
        const read = await readKept(places, place)
        if (read.kind !== 'kept') throw new Error(read.kind)
        for (const { address } of read.copy.objects) expect(places.objects.objects.has(address)).toBe(true)
      }
      expect(await keepCopy(places, store, second)).toMatchObject({ kind: 'kept' })
      expect(places.objects.objects).toEqual(clean.objects.objects)
    }
  })
})
