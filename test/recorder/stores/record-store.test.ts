import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { StoreFailure } from '../../../lambdas/stores/store-reader.ts'
import { T0 } from '../../support/listings.ts'
import { configuration } from '../../support/recording.ts'
import { kindsOf, STORE, storeRecording } from '../../support/stores/recording-stores.ts'
import { createSyncedStore, flip, SOLO } from '../../support/stores/synced-store.ts'

const HOUR_S = 3_600

describe('the store of a pipeline', () => {
  it('is checked when it is due and not before, and what climbed is recorded in a ledger of its own', async () => {
    const { store, tick, told, pass } = storeRecording()
    store.push(T0)
    expect(await tick()).toMatchObject({ stores: { checked: 1, unanswered: 0, deferred: 0 } })
    expect(kindsOf(await told())).toEqual(['copy-synced', 'copy-verified'])
    store.push(T0 + 1_000)
    pass(HOUR_S - 60)
    expect(await tick()).toBeUndefined()
    pass(61)
    expect(await tick()).toMatchObject({ stores: { checked: 1 } })
    expect(kindsOf(await told())).toEqual(['copy-synced', 'copy-verified', 'copy-synced', 'copy-verified'])
  })

  it('costs a listing and no entry of its own where nothing changed, and the round says that it looked', async () => {
    const asked: string[] = []
    const { store, tick, told, pass, ledger } = storeRecording(
      {},
      {
        open: (usual) => async (which) => {
          const reader = await usual(which)
          return {
            list: () => {
              asked.push('list')
              return reader.list()
            },
            head: (name) => (asked.push(`head ${name}`), reader.head(name)),
            read: (name, most) => (asked.push(`read ${name}`), reader.read(name, most)),
            readSpan: (object, span) => (asked.push(`span ${object.name}`), reader.readSpan(object, span)),
          }
        },
      },
    )
    store.push(T0)
    await tick()
    const before = await told()
    asked.splice(0)
    pass(HOUR_S)
    await tick()
    expect(asked).toEqual(['list'])
    expect(await told()).toEqual(before)
    const [round] = await ledger.readBackward('recorder/0', Number.MAX_SAFE_INTEGER, 1)
    expect(round?.entry.events[0]).toMatchObject({
      kind: 'stores-checked',
      data: { checked: '1', stores: [{ pipeline: 'prod/orders', outcome: 'checked', copies: '1' }] },
    })
  })

  it('raises one alert per copy and fault, which ends when the copy is mended', async () => {
    const { store, tick, alerts, told, pass } = storeRecording()
    const [copy] = store.push(T0)
    await tick()
    const name = copy?.batches[0] ?? ''
    const whole = store.objects.get(name) ?? new Uint8Array()
    store.objects.delete(name)
    pass(HOUR_S)
    await tick()
    expect(await alerts()).toEqual(['copy-incomplete'])
    pass(HOUR_S)
    await tick()
    store.objects.set(name, whole)
    flip(store.objects, name, whole.length - 1)
    pass(HOUR_S)
    await tick()
    expect(await alerts()).toEqual(['copy-corrupt'])
    store.objects.set(name, whole)
    pass(HOUR_S)
    await tick()
    expect(await alerts()).toEqual([])
    expect(kindsOf(await told()).slice(2)).toEqual([
      'copy-incomplete',
      'copy-synced',
      'copy-mended',
      'copy-corrupt',
      'copy-verified',
      'copy-mended',
    ])
  })

  it('that loses a copy of which an alert is open has that alert ended, and another raised', async () => {
    const { store, tick, alerts, pass } = storeRecording()
    const [copy] = store.push(T0)
    store.push(T0 + 1_000)
    store.objects.delete(copy?.archive ?? '')
    await tick()
    expect(await alerts()).toEqual(['copy-incomplete'])
    if (copy !== undefined) store.drop(copy.checkpoint.uuid)
    pass(HOUR_S)
    await tick()
    expect(await alerts()).toEqual(['copy-missing'])
  })

  it('keeps listing, catalog and owner as evidence before the entry that cites them', async () => {
    const { store, tick, ledger, objects, trace } = storeRecording()
    store.push(T0)
    await tick()
    const [first] = await ledger.readForward('prod/orders/copies', 1, 1)
    const [name = ''] = first?.entry.evidence ?? []
    const lines = gunzipSync(objects.get(`evidence/${name}`) ?? new Uint8Array())
      .toString()
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as { readonly pipeline: string; readonly url: string; readonly body: string },
      )
    expect(lines.map(({ url }) => url)).toEqual([
      's3://acme-checkpoints/orders/',
      's3://acme-checkpoints/orders/checkpoints.feldera',
      's3://acme-checkpoints/orders/owner.json',
    ])
    expect(lines.map(({ pipeline }) => pipeline)).toEqual(['orders', 'orders', 'orders'])
    expect(lines[0]?.body).toContain(`["checkpoints.feldera",`)
    expect(lines[1]?.body).toBe(Buffer.from(store.objects.get('checkpoints.feldera') ?? '').toString())
    expect(trace.lastIndexOf('evidence')).toBeLessThan(trace.indexOf('append prod/orders/copies 1'))
  })

  it('that gives no answer tells nothing until that has lasted, and nothing of its copies ever', async () => {
    let isDown = false
    const { store, tick, told, alerts, pass } = storeRecording(
      {},
      {
        open: (usual) => async (which) => {
          if (isDown) throw new StoreFailure('AccessDenied')
          return usual(which)
        },
      },
    )
    store.push(T0)
    await tick()
    isDown = true
    pass(HOUR_S)
    expect(await tick()).toMatchObject({ stores: { checked: 0, unanswered: 1 } })
    pass(60)
    expect(await tick()).toBeUndefined()
    expect(await alerts()).toEqual([])
    pass(16 * 60)
    await tick()
    expect(await alerts()).toEqual(['store-unobservable'])
    isDown = false
    pass(HOUR_S)
    await tick()
    expect(await alerts()).toEqual([])
    expect(kindsOf(await told()).slice(2)).toEqual(['store-unobservable', 'store-observable'])
  })

  it('whose catalog contradicts what the pipeline showed is damaged, also of one that has rotated since', async () => {
    const { store, tick, told, script, pass, run } = storeRecording({}, { policy: { confirmAfterMs: [] } })
    const [copy] = store.push(T0)
    const [newer] = store.push(T0 + 60_000)
    if (copy === undefined || newer === undefined) throw new Error('nothing was pushed')
    const other = { ...copy.checkpoint, steps: newer.checkpoint.steps }
    script('orders', [other])
    await run()
    const rest = [1, 2, 3].map((n) => ({
      ...newer.checkpoint,
      uuid: `${newer.checkpoint.uuid.slice(0, -1)}${n}` as typeof other.uuid,
    }))
    script('orders', rest)
    pass(60)
    await tick()
    const corrupt = (await told()).find(({ kind }) => kind === 'copy-corrupt')
    expect(corrupt).toMatchObject({
      uuid: copy.checkpoint.uuid,
      data: { durability: 'listed', objects: [{ object: 'checkpoints.feldera: steps' }] },
    })
  })

  it('that is configured to be elsewhere is begun anew, and nothing is missed of the old place', async () => {
    const { store, tick, told, alerts, pass } = storeRecording()
    store.push(T0)
    store.push(T0 + 1_000)
    await tick()
    const other = createSyncedStore(SOLO)
    other.push(T0 + 2_000)
    store.objects.clear()
    for (const [name, bytes] of other.objects) store.objects.set(name, bytes)
    pass(60)
    const stores = [{ ...STORE, location: 's3://acme-checkpoints/new' }]
    await tick({ configuration: { ...configuration(['orders']), stores } })
    expect(kindsOf(await told()).slice(4)).toEqual(['store-moved', 'copy-synced', 'copy-verified'])
    expect(await alerts()).toEqual([])
  })
})
