import { describe, expect, it } from 'vitest'
import { rungOf } from '../../../lambdas/domain/copies/stored-copy.ts'
import { checking, seenIn } from '../../support/stores/checking.ts'
import { Crash, crasher } from '../../support/stores/crashing.ts'
import {
  DAY_MS,
  keepCopy,
  memoryPlaces,
  NOW,
  needed,
  restoreKept,
  stepOf,
} from '../../support/stores/keeping.ts'
import { createMemoryPlace } from '../../support/stores/memory-writer.ts'
import {
  createSyncedStore,
  flip,
  SOLO,
  type StoreForm,
  type Synced,
  type SyncedStore,
} from '../../support/stores/synced-store.ts'

const FORMS: readonly (readonly [string, StoreForm])[] = [
  ['solo', SOLO],
  ['solo, lists before 0.298', { ...SOLO, lists: 'v1' }],
  ['solo, lists within the archives', { ...SOLO, listsIn: 'archive' }],
  ['three hosts', { ...SOLO, hosts: 3 }],
]

async function kept(form: StoreForm = SOLO) {
  const store = createSyncedStore(form)
  for (let i = 0; i < 3; i += 1) store.push(NOW - DAY_MS + i * 60_000)
  const places = memoryPlaces()
  for (const copy of store.copies()) await keepCopy(places, store, copy)
  return { store, places }
}

const isCatalog = (name: string) => name.endsWith('checkpoints.feldera')

function expectSame(store: SyncedStore, copies: readonly Synced[], objects: ReadonlyMap<string, Uint8Array>) {
  const wanted = needed(store, copies)
  expect([...objects.keys()].filter((name) => !isCatalog(name)).toSorted()).toEqual(
    [...wanted.keys()].toSorted(),
  )
  for (const [name, bytes] of wanted) expect(objects.get(name)).toEqual(bytes)
}

describe.each(FORMS)('a restore, %s', (_name, form) => {
  it('of any kept checkpoint is byte for byte what was synced, and accepted by the verifier', async () => {
    const { store, places } = await kept(form)
    for (const copy of store.copies()) {
      const target = createMemoryPlace()
      const outcome = await restoreKept(places, copy, target)
      expect(outcome).toMatchObject({ kind: 'restored', unverified: [] })
      const step = stepOf(store, copy)
      expectSame(store, step, target.objects)
      const { seen } = seenIn((await checking(target.objects, { depth: 'blocks' })).checked)
      expect(seen.copies.map(({ checkpoint }) => checkpoint)).toEqual(
        step.map(({ checkpoint }) => checkpoint),
      )
      expect(seen.copies.map(rungOf)).toEqual(step.map(() => 'verified'))
      expect(seen.damaged.length + seen.unverified.length).toBe(0)
    }
  })

  it('does not need the store any more', async () => {
    const { store, places } = await kept(form)
    const [first] = store.copies() as [Synced]
    const was = new Map(store.objects)
    store.objects.clear()
    const target = createMemoryPlace()
    expect(await restoreKept(places, first, target)).toMatchObject({ kind: 'restored' })
    for (const [name, bytes] of target.objects) if (!isCatalog(name)) expect(bytes).toEqual(was.get(name))
  })
})

describe('a restore', () => {
  it('is caught by every flipped byte in what is kept, and leaves no catalog', async () => {
    const { store, places } = await kept()
    const [first] = store.copies() as [Synced]
    for (const [address, bytes] of places.objects.objects) {
      const target = createMemoryPlace()
      flip(places.objects.objects, address, bytes.length >> 1)
      const outcome = await restoreKept(places, first, target)
      const isNeeded = [...needed(store, [first]).values()].some((one) => Buffer.compare(one, bytes) === 0)
      expect(outcome).toMatchObject(
        isNeeded
          ? { kind: 'damaged', damaged: [{ what: 'its SHA-256 is not the one with which it was kept' }] }
          : { kind: 'restored' },
      )
      expect([...target.objects.keys()].some(isCatalog)).toBe(!isNeeded)
      places.objects.objects.set(address, bytes)
    }
  })

  it('is told when something kept is gone', async () => {
    const { store, places } = await kept()
    const [first] = store.copies() as [Synced]
    const [batch = ''] = first.batches
    const bytes = store.objects.get(batch)
    for (const [address, one] of places.objects.objects)
      if (Buffer.compare(one, bytes ?? one) === 0) places.objects.objects.delete(address)
    expect(await restoreKept(places, first, createMemoryPlace())).toEqual({
      kind: 'damaged',
      damaged: [{ object: batch, what: 'it is gone, or has another length' }],
    })
  })

  it('does not read what has become shorter', async () => {
    const { store, places } = await kept()
    const [first] = store.copies() as [Synced]
    for (const [address, bytes] of places.objects.objects)
      places.objects.objects.set(address, bytes.subarray(0, bytes.length - 1))
    const outcome = await restoreKept(places, first, createMemoryPlace())
    if (outcome.kind !== 'damaged') throw new Error(outcome.kind)
    expect(new Set(outcome.damaged.map(({ what }) => what))).toEqual(
      new Set(['it is gone, or has another length']),
    )
  })

  it('refuses a location that holds anything else, and writes nothing there', async () => {
    const { store, places } = await kept()
    const [first, second] = store.copies() as [Synced, Synced]
    const foreign: readonly (readonly [string, Uint8Array])[] = [
      ['notes.txt', Buffer.from('mine')],
      ['checkpoints.feldera', Buffer.from('[]')],
      [first.archive, Buffer.alloc(store.objects.get(first.archive)?.length ?? 0)],
      [second.archive, store.objects.get(second.archive) ?? Buffer.alloc(0)],
    ]
    for (const [name, bytes] of foreign) {
      const target = createMemoryPlace()
      target.objects.set(name, bytes)
      expect(await restoreKept(places, first, target)).toMatchObject({
        kind: 'refused',
        why: expect.stringContaining('not empty'),
      })
      expect(target.objects.get(name)).toEqual(bytes)
      expect(isCatalog(name) || ![...target.objects.keys()].some(isCatalog)).toBe(true)
    }
  })

  it('done twice is done once', async () => {
    const { store, places } = await kept()
    const [first] = store.copies() as [Synced]
    const target = createMemoryPlace()
    await restoreKept(places, first, target)
    const was = new Map(target.objects)
    expect(await restoreKept(places, first, target)).toMatchObject({
      kind: 'restored',
      written: { objects: 0, bytes: 0 },
    })
    expect(target.objects).toEqual(was)
  })

  it('needs the step of every host', async () => {
    const { store, places } = await kept({ ...SOLO, hosts: 3 })
    const [first] = store.copies() as [Synced]
    const other = stepOf(store, first)[2]
    places.checkpoints.objects.delete(`host2/${other?.checkpoint.uuid}.json`)
    expect(await restoreKept(places, first, createMemoryPlace())).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('host2'),
    })
  })
})

describe.each(['before', 'after'] as const)('a restore that dies %s a request', (when) => {
  it.each(FORMS)(
    'has no catalog unless all is there, and the next goes on from there: %s',
    async (_name, form) => {
      const { store, places } = await kept(form)
      const copy = store.copies().at(-1) as Synced
      const counted = crasher(0, when)
      await restoreKept(places, copy, counted.place(createMemoryPlace()))
      for (let at = 1; at <= counted.requests(); at += 1) {
        const target = createMemoryPlace()
        await expect(restoreKept(places, copy, crasher(at, when).place(target))).rejects.toThrow(Crash)
        if ([...target.objects.keys()].some(isCatalog)) expectSame(store, stepOf(store, copy), target.objects)
        expect(await restoreKept(places, copy, target)).toMatchObject({ kind: 'restored' })
        expectSame(store, stepOf(store, copy), target.objects)
      }
    },
  )
})
