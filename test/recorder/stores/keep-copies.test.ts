import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../lambdas/domain/canonical.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { addressOf } from '../../../lambdas/stores/keeping/kept-names.ts'
import { StoreFailure } from '../../../lambdas/stores/store-reader.ts'
import { T0 } from '../../support/listings.ts'
import { crasher } from '../../support/stores/crashing.ts'
import { DAY_MS, memoryPlaces } from '../../support/stores/keeping.ts'
import { createMemoryStore } from '../../support/stores/memory-store.ts'
import { kindsOf, type StoreRecording, storeRecording } from '../../support/stores/recording-stores.ts'
import { SOLO } from '../../support/stores/synced-store.ts'

const HOUR_S = 3_600
const DAY_S = 86_400
const KEPT = { keepCopyMs: 90 * DAY_MS }

async function keptIn({ told }: StoreRecording) {
  return (await told()).filter(({ kind }) => kind === 'copy-kept')
}

async function outcomeOf({ ports }: StoreRecording) {
  return (await ports.stores.rows()).map(({ outcome }) => outcome)
}

describe('a store with keepCopy', () => {
  it('has every verified checkpoint kept and told, with the record of it that the log vouches for', async () => {
    const places = memoryPlaces()
    const recorded = storeRecording(KEPT, { places })
    const { store, tick, told, ledger, ports } = recorded
    const [copy] = store.push(T0)
    expect(await tick()).toMatchObject({ stores: { checked: 1, deferred: 0 }, events: { 'copy-kept': 1 } })
    expect(kindsOf(await told())).toEqual(['copy-synced', 'copy-verified', 'copy-kept'])
    const [event] = await keptIn(recorded)
    const uuid = copy?.checkpoint.uuid
    const record = places.checkpoints.objects.get(`${uuid}.json`) ?? new Uint8Array()
    const until = instant(ports.clock.now() + KEPT.keepCopyMs)
    expect(event).toMatchObject({
      uuid,
      severity: 'silent',
      data: {
        fingerprint: copy?.checkpoint.fingerprint,
        durability: 'verified',
        until,
        object: `copies/prod/orders/checkpoints/${uuid}.json`,
        sha256: sha256Hex(record),
      },
    })
    expect((await ledger.head('prod/orders/copies'))?.state.copies?.kept).toEqual([{ uuid, until }])
    expect((await ports.stores.rows())[0]?.newest.kept?.uuid).toBe(uuid)
  })

  it('asks nothing of the archive while nothing is new, and keeps only what is', async () => {
    const counted = crasher(0, 'before')
    const inner = memoryPlaces()
    const recorded = storeRecording(KEPT, { places: counted.places(inner) })
    const { store, tick, told, pass } = recorded
    store.push(T0)
    store.push(T0 + 60_000)
    await tick()
    const [before, objects] = [counted.requests(), inner.objects.objects.size]
    pass(HOUR_S)
    await tick()
    expect(counted.requests()).toBe(before)
    const uuids = store.copies().map(({ checkpoint }) => checkpoint.uuid)
    expect((await keptIn(recorded)).map(({ uuid }) => uuid)).toEqual(uuids)
    const [newer] = store.push(T0 + 120_000)
    pass(HOUR_S)
    await tick()
    expect((await told()).at(-1)).toMatchObject({ kind: 'copy-kept', uuid: newer?.checkpoint.uuid })
    // Of four batches three are shared; archive, list and a batch are new.
    expect(inner.objects.objects.size).toBe(objects + 3)
  })

  it('keeps no copy that is not whole, and the copy of one that it kept stays kept whatever becomes of it', async () => {
    const places = memoryPlaces()
    const recorded = storeRecording(KEPT, { places })
    const { store, tick, pass, ledger } = recorded
    const [first] = store.push(T0)
    await tick()
    const [second] = store.push(T0 + 60_000)
    store.objects.delete(second?.archive ?? '')
    if (first !== undefined) store.drop(first.checkpoint.uuid)
    pass(HOUR_S)
    await tick()
    expect(await keptIn(recorded)).toHaveLength(1)
    const uuid = first?.checkpoint.uuid
    expect((await ledger.head('prod/orders/copies'))?.state.copies?.kept).toMatchObject([{ uuid }])
  })

  it('keeps nothing of which the catalog contradicts what the pipeline showed, whole as it may be', async () => {
    const recorded = storeRecording(KEPT, { policy: { confirmAfterMs: [] }, places: memoryPlaces() })
    const { store, tick, script } = recorded
    const [copy] = store.push(T0)
    const [other] = store.push(T0 + 60_000)
    if (copy === undefined || other === undefined) throw new Error('nothing was pushed')
    script('orders', [{ ...copy.checkpoint, steps: other.checkpoint.steps }, other.checkpoint])
    await tick()
    expect((await keptIn(recorded)).map(({ uuid }) => uuid)).toEqual([other.checkpoint.uuid])
  })

  it('tells once of each, though its lock ends while the store has it still', async () => {
    const recorded = storeRecording({ keepCopyMs: DAY_MS }, { places: memoryPlaces() })
    const { store, tick, pass } = recorded
    store.push(T0)
    await tick()
    for (let day = 1; day <= 3; day += 1) {
      store.push(T0 + day * 60_000)
      pass(2 * DAY_S)
      await tick()
    }
    expect(new Set((await keptIn(recorded)).map(({ uuid }) => uuid)).size).toBe(4)
    expect(await keptIn(recorded)).toHaveLength(4)
  })

  it('whose time is up goes on with the next run, the newest checkpoint first', async () => {
    const inner = memoryPlaces()
    let pass = (_seconds: number): void => {}
    const { writer } = inner.objects
    const copy: typeof writer.copy = async (name, ...args) => {
      if (!inner.objects.objects.has(name)) pass(10)
      return writer.copy(name, ...args)
    }
    const recorded = storeRecording(KEPT, {
      places: { ...inner, objects: { ...inner.objects, writer: { ...writer, copy } } },
    })
    pass = recorded.pass
    const { store, tick, ports } = recorded
    for (let i = 0; i < 3; i += 1) store.push(T0 + i * 60_000)
    const uuids = store.copies().map(({ checkpoint }) => checkpoint.uuid)
    const limited = () => tick({ endMs: ports.clock.now() + 45_000 })
    expect(await limited()).toMatchObject({
      stores: { checked: 0, deferred: 1 },
      events: { 'copy-verified': 3 },
    })
    expect(await outcomeOf(recorded)).toEqual(['deferred'])
    let rounds = 1
    for (; (await outcomeOf(recorded))[0] === 'deferred'; rounds += 1) {
      if (rounds > 10) throw new Error('it made no headway')
      pass(60)
      await limited()
    }
    expect(rounds).toBeGreaterThan(2)
    const kept = (await keptIn(recorded)).map(({ uuid }) => uuid)
    expect(kept[0]).toBe(uuids.at(-1))
    expect(kept).toHaveLength(3)
    expect(new Set(kept)).toEqual(new Set(uuids))
    expect(recorded.lines.filter(({ name }) => name === 'store-failed')).toEqual([])
  })

  it('tells what was kept by whom died before he told, copies nothing again, and keeps to its time', async () => {
    const inner = memoryPlaces()
    const first = storeRecording(KEPT, { places: inner })
    for (let i = 0; i < 3; i += 1) first.store.push(T0 + i * 60_000)
    await first.tick()
    let pass = (_seconds: number): void => {}
    const { reader } = inner.checkpoints
    const read: typeof reader.read = (...args) => (pass(30), reader.read(...args))
    const counted = crasher(0, 'before')
    const objects = counted.place(inner.objects)
    const second = storeRecording(KEPT, {
      places: { checkpoints: { ...inner.checkpoints, reader: { ...reader, read } }, objects },
    })
    pass = second.pass
    for (let i = 0; i < 3; i += 1) second.store.push(T0 + i * 60_000)
    await second.tick({ endMs: second.ports.clock.now() + 45_000 })
    expect(await keptIn(second)).toHaveLength(2)
    expect(await outcomeOf(second)).toEqual(['deferred'])
    pass(60)
    await second.tick()
    const told = async (of: StoreRecording) =>
      new Map((await keptIn(of)).map(({ uuid, data }) => [uuid, data['sha256']]))
    expect(await told(second)).toEqual(await told(first))
    expect(await keptIn(second)).toHaveLength(3)
    expect(counted.requests()).toBe(0)
  })

  it('whose time is up while the archive answers is no failure', async () => {
    const places = memoryPlaces()
    let pass = (_seconds: number): void => {}
    const { reader } = places.checkpoints
    const read: typeof reader.read = (...args) => (pass(60), reader.read(...args))
    const recorded = storeRecording(KEPT, {
      places: { ...places, checkpoints: { ...places.checkpoints, reader: { ...reader, read } } },
    })
    pass = recorded.pass
    recorded.store.push(T0)
    await recorded.tick({ endMs: recorded.ports.clock.now() + 45_000 })
    expect(await outcomeOf(recorded)).toEqual(['deferred'])
    expect(recorded.lines.filter(({ name }) => name === 'store-failed')).toEqual([])
  })

  it('of several hosts is kept host by host, each copy with how many they are and how far it was verified', async () => {
    const places = memoryPlaces()
    const recorded = storeRecording({ ...KEPT, deep: true }, { places, form: { ...SOLO, hosts: 2 } })
    recorded.store.push(T0)
    await recorded.tick()
    const texts = [...places.checkpoints.objects.values()]
    const records = texts.map((bytes): unknown => JSON.parse(Buffer.from(bytes).toString()))
    expect(records).toHaveLength(2)
    for (const host of ['0', '1'])
      expect(records).toContainEqual(expect.objectContaining({ host, hosts: '2', depth: 'blocks' }))
    expect(new Set((await keptIn(recorded)).map(({ data }) => data['host']))).toEqual(new Set(['0', '1']))
  })

  it('that moves on while it is copied says so in the log, and its next check tells what became of it', async () => {
    let opened = 0
    const places = memoryPlaces()
    const recorded = storeRecording(KEPT, {
      places,
      open: (usual) => async (which) => {
        opened += 1
        // Behind the check, before the copying.
        if (opened === 2 && first !== undefined) store.drop(first.checkpoint.uuid)
        return usual(which)
      },
    })
    const { store, tick, pass, lines, told } = recorded
    const [first] = store.push(T0)
    store.push(T0 + 60_000)
    await tick()
    expect(lines.filter(({ name }) => name === 'store-failed')).toEqual([])
    expect(lines).toContainEqual({
      name: 'copy-not-kept',
      store: 'prod/orders/copies',
      uuid: first?.checkpoint.uuid,
      copies: 1,
      why: 'the catalog does not list it any more',
    })
    expect(await keptIn(recorded)).toHaveLength(1)
    pass(HOUR_S)
    await tick()
    expect((await told()).at(-1)).toMatchObject({ kind: 'copy-missing', uuid: first?.checkpoint.uuid })
  })

  it('that the archive has other bytes of is an operator’s to look at: one line a check, and the others are kept', async () => {
    const places = memoryPlaces()
    const recorded = storeRecording(KEPT, { places })
    const { store, tick, pass, lines } = recorded
    const [first] = store.push(T0)
    store.push(T0 + 60_000)
    const archive = await createMemoryStore(store.objects).head(first?.archive ?? '')
    if (archive === undefined) throw new Error('nothing was pushed')
    places.objects.objects.set(addressOf(archive), Buffer.from('other'))
    const failed = () => lines.filter(({ name }) => name === 'store-failed')
    await tick()
    expect(failed()).toEqual([
      {
        name: 'store-failed',
        store: 'prod/orders/copies',
        error: `${first?.checkpoint.uuid} cannot be kept: ${first?.archive}: the archive has other bytes in its place (copies refused: 1)`,
      },
    ])
    expect(await keptIn(recorded)).toHaveLength(1)
    expect(await outcomeOf(recorded)).toEqual(['checked'])
    pass(60)
    await tick()
    expect(failed()).toHaveLength(1)
    pass(HOUR_S)
    await tick()
    expect(failed()).toHaveLength(2)
  })

  it('whose archive gives no answer is recorded all the same, and what is not kept is kept with the next check', async () => {
    let isDown = true
    const inner = memoryPlaces()
    const { writer } = inner.checkpoints
    const put: typeof writer.put = async (...args) => {
      if (isDown) throw new StoreFailure('AccessDenied')
      return writer.put(...args)
    }
    const recorded = storeRecording(KEPT, {
      places: { ...inner, checkpoints: { ...inner.checkpoints, writer: { ...writer, put } } },
    })
    const { store, tick, told, pass, lines } = recorded
    store.push(T0)
    expect(await tick()).toMatchObject({ stores: { checked: 1 } })
    expect(kindsOf(await told())).toEqual(['copy-synced', 'copy-verified'])
    expect(lines).toContainEqual({ name: 'store-failed', store: 'prod/orders/copies', error: 'AccessDenied' })
    isDown = false
    pass(HOUR_S)
    await tick()
    expect(await keptIn(recorded)).toHaveLength(1)
  })

  it('of a pipeline of whose name no path can be made says that nothing is kept', async () => {
    const recorded = storeRecording(KEPT)
    recorded.store.push(T0)
    await recorded.tick()
    expect(recorded.lines).toContainEqual(
      expect.objectContaining({ name: 'store-failed', error: expect.stringContaining('no path') }),
    )
    expect(await keptIn(recorded)).toEqual([])
  })
})

describe('a store without keepCopy', () => {
  it('has nothing kept', async () => {
    const counted = crasher(0, 'before')
    const recorded = storeRecording({}, { places: counted.places(memoryPlaces()) })
    recorded.store.push(T0)
    await recorded.tick()
    expect(counted.requests()).toBe(0)
    expect(await keptIn(recorded)).toEqual([])
  })
})
