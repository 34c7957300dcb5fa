import { describe, expect, it } from 'vitest'
import { makeZip } from '../../../infra/local/simulated-feldera/made-zip.ts'
import { rungOf } from '../../../lambdas/domain/copies/stored-copy.ts'
import { StoreFailure } from '../../../lambdas/stores/store-reader.ts'
import { checking, seenIn } from '../../support/stores/checking.ts'
import { createMemoryStore } from '../../support/stores/memory-store.ts'
import {
  createSyncedStore,
  flip,
  rewrite,
  SOLO,
  type StoreForm,
  type SyncedStore,
} from '../../support/stores/synced-store.ts'

const START = Date.UTC(2026, 10, 1)
const FORMS: readonly (readonly [string, StoreForm])[] = [
  ['solo', SOLO],
  ['solo, lists before 0.298', { ...SOLO, lists: 'v1' }],
  ['solo, lists within the archives', { ...SOLO, listsIn: 'archive' }],
  ['members in a folder', { ...SOLO, members: 'folder' }],
  ['three hosts', { ...SOLO, hosts: 3 }],
  ['without an owner', { ...SOLO, owner: null }],
]

function filled(form: StoreForm = SOLO, pushes = 4): SyncedStore {
  const store = createSyncedStore(form)
  for (let i = 0; i < pushes; i += 1) store.push(START + i * 60_000)
  return store
}

async function seen(store: SyncedStore, asking: Parameters<typeof checking>[1] = {}) {
  return seenIn((await checking(store.objects, asking)).checked).seen
}

describe.each(FORMS)('a store, %s', (_name, form) => {
  it('that is whole is verified to its last copy', async () => {
    for (const depth of ['trailer', 'blocks'] as const) {
      const { copies, owner } = await seen(filled(form), { depth })
      expect(copies).toHaveLength(4 * form.hosts)
      expect(copies.map(rungOf)).toEqual(copies.map(() => 'verified'))
      expect(owner).toBe(form.owner)
    }
  })

  it('is not read again while nothing changes: one listing and nothing else', async () => {
    const store = filled(form)
    const first = await checking(store.objects)
    const { remembered } = seenIn(first.checked)
    const second = await checking(store.objects, { remembered })
    expect(second.cost).toEqual({ requests: 1, bytes: 0 })
    expect(seenIn(second.checked).seen).toEqual(seenIn(first.checked).seen)
  })

  it('of which a new checkpoint was pushed is read in its new objects alone', async () => {
    const store = filled(form)
    const { remembered } = seenIn((await checking(store.objects)).checked)
    const before = new Set(store.objects.keys())
    store.push(START + 3_600_000)
    const fresh = [...store.objects.keys()].filter((name) => !before.has(name)).length
    const { checked, cost } = await checking(store.objects, { remembered })
    expect(seenIn(checked).seen.copies.map(rungOf)).toEqual(Array(5 * form.hosts).fill('verified'))
    // A listing, a catalog per host, and each new object once.
    expect(cost.requests).toBe(1 + form.hosts + fresh)
  })

  it('names each object that is lost, and every copy that needs it', async () => {
    const store = filled(form)
    const names = [...store.objects.keys()]
    for (const name of names) {
      const bytes = store.objects.get(name)
      if (bytes === undefined || name === 'owner.json' || name.endsWith('checkpoints.feldera')) continue
      store.objects.delete(name)
      const needing = store
        .copies()
        .filter(({ archive, list, batches }) => [archive, list, ...batches].includes(name))
      const { copies } = await seen(store)
      const incomplete = copies
        .filter(({ missing }) => missing.includes(name))
        .map((copy) => copy.checkpoint.uuid)
      expect(incomplete).toEqual(needing.map(({ checkpoint }) => checkpoint.uuid))
      store.objects.set(name, bytes)
    }
  })

  it('names each object that is damaged', async () => {
    const store = filled(form)
    for (const name of [...store.objects.keys()].filter((name) => /^w|zip$/.test(name))) {
      const bytes = store.objects.get(name) as Uint8Array
      // In a trailer, and in the content of a member.
      flip(
        store.objects,
        name,
        name.startsWith('w') ? bytes.length - 100 : Buffer.from(bytes).indexOf('z1-3.dat') + 8,
      )
      const { copies } = await seen(store)
      const hit = copies.filter(({ damaged }) => damaged.some(({ object }) => object === name))
      expect(hit.length, name).toBeGreaterThan(0)
      expect(hit.map(rungOf)).not.toContain('verified')
      store.objects.set(name, bytes)
    }
  })
})

describe('a check', () => {
  it('sees damage within a batch only if every block is read', async () => {
    const store = filled()
    const [name] = store.copies()[0]?.batches ?? []
    flip(store.objects, name ?? '', 100)
    expect((await seen(store)).copies.every((copy) => rungOf(copy) === 'verified')).toBe(true)
    const { copies } = await seen(store, { depth: 'blocks' })
    expect(copies.flatMap(({ damaged }) => damaged)).toContainEqual({
      object: name,
      what: 'the checksum of its block at 0 is wrong',
    })
  })

  it('reads every block of what was only verified by its trailer, once', async () => {
    const store = filled()
    const { remembered } = seenIn((await checking(store.objects)).checked)
    const deep = await checking(store.objects, { remembered, depth: 'blocks' })
    expect(deep.cost.requests).toBeGreaterThan(4)
    const again = await checking(store.objects, {
      remembered: seenIn(deep.checked).remembered,
      depth: 'blocks',
    })
    expect(again.cost.requests).toBe(1)
  })

  it('tells of a batch that was written again, though it is whole', async () => {
    const store = filled()
    const { remembered } = seenIn((await checking(store.objects)).checked)
    const name = store.copies().at(-1)?.batches[0] ?? ''
    rewrite(store.objects, name, 1)
    const { checked } = await checking(store.objects, { remembered })
    const hit = seenIn(checked).seen.copies.filter(({ changed }) => changed.includes(name))
    expect(hit.length).toBeGreaterThan(0)
    expect(hit.every(({ damaged }) => damaged.length === 0)).toBe(true)
    // It was told: from here it is what it is.
    const again = await checking(store.objects, { remembered: seenIn(checked).remembered })
    expect(seenIn(again.checked).seen.copies.flatMap(({ changed }) => changed)).toEqual([])
  })

  it('does not take an archive that was pushed again for a change, but reads it again', async () => {
    const store = filled()
    const { remembered } = seenIn((await checking(store.objects)).checked)
    const { archive } = store.copies()[0] ?? { archive: '' }
    const bytes = Buffer.from(store.objects.get(archive) ?? '')
    // The time of a member.
    bytes[10] = 7
    store.objects.set(archive, bytes)
    const { checked, cost } = await checking(store.objects, { remembered })
    expect(seenIn(checked).seen.copies.map(rungOf)).not.toContain('complete')
    // A listing, the archive, and the list that says what it must hold.
    expect(cost.requests).toBe(3)
  })

  it('tells of a list that now names other batches', async () => {
    const store = filled()
    const { remembered } = seenIn((await checking(store.objects)).checked)
    const list = store.copies()[0]?.list ?? ''
    store.objects.set(list, Buffer.from('{"batches":[],"state_files":["CHECKPOINT"]}'))
    const { checked } = await checking(store.objects, { remembered })
    expect(seenIn(checked).seen.copies[0]?.changed).toEqual([list])
  })

  it('does not verify an archive that stands in the place of another', async () => {
    const store = filled()
    const [one, two] = store.copies()
    store.objects.set(one?.archive ?? '', store.objects.get(two?.archive ?? '') ?? new Uint8Array())
    const [copy] = (await seen(store)).copies
    expect(copy).toMatchObject({
      damaged: [],
      unverified: [{ object: one?.archive, why: `its state.json speaks of ${two?.checkpoint.uuid}` }],
    })
  })

  it.each([
    ['in any folder', (name: string) => `storage/0/${name}`, 'verified'],
    // Nothing of what is looked for is there: that says nothing of the checkpoint.
    ['under names that we do not know', (name: string) => `${name}.zst`, 'complete'],
  ])('whose archives hold their members %s lacks nothing', async (_where, rename, rung) => {
    const store = filled(SOLO, 1)
    const [copy] = store.copies()
    const files = ['CHECKPOINT', 'pspine-0.dat', 'z1-3.dat', 'state.json']
    const zip = makeZip(
      files.map((name) => ({ name: rename(name), bytes: Buffer.from('{}'), deflated: true })),
    )
    store.objects.set(copy?.archive ?? '', zip)
    const { copies } = await seen(store)
    expect(copies.flatMap(({ missing }) => missing)).toEqual([])
    expect(copies.map(rungOf)).toEqual([rung])
  })

  it('lacks its state where Feldera listed the checkpoint before it was done', async () => {
    const store = filled({ ...SOLO, lists: 'v1' }, 1)
    const [copy] = store.copies()
    const zip = makeZip([{ name: 'CHECKPOINT', bytes: Buffer.alloc(0), deflated: false }])
    store.objects.set(copy?.archive ?? '', zip)
    expect((await seen(store)).copies[0]?.missing).toEqual([`${copy?.archive}: state.json`])
  })

  it('misses what an archive must hold and does not', async () => {
    const store = filled()
    const [copy] = store.copies()
    const list = copy?.list ?? ''
    store.objects.set(list, Buffer.from('{"batches":[],"state_files":["CHECKPOINT","z1-9.dat"]}'))
    expect((await seen(store)).copies[0]?.missing).toEqual([`${copy?.archive}: z1-9.dat`])
  })

  it('asks by name for what the listing lacks: it may have been pushed meanwhile', async () => {
    const store = filled()
    const [copy] = store.copies()
    const reader = createMemoryStore(store.objects)
    for (const name of [copy?.archive, copy?.list, copy?.batches[0]]) {
      const stale = {
        ...reader,
        list: async function* () {
          for await (const page of reader.list()) yield page.filter((object) => object.name !== name)
        },
      }
      const { copies } = await seen(store, { reader: stale, confirmAfterMs: [] })
      expect(copies.map(rungOf), name ?? '').toEqual(Array(4).fill('verified'))
    }
  })

  it('says nothing of a store that gives no answer', async () => {
    const reader = createMemoryStore(new Map())
    const failing = {
      ...reader,
      list: () => {
        throw new StoreFailure('no answer')
      },
    }
    const { checked } = await checking(new Map(), { reader: failing })
    expect(checked).toEqual({ kind: 'unobservable', why: 'no answer' })
  })

  it('takes a catalog that is no JSON for damage, and one of another form for neither', async () => {
    const store = filled()
    const believed = new Map(store.copies().map(({ checkpoint }) => [checkpoint.uuid, null]))
    store.objects.set('checkpoints.feldera', Buffer.from('[{"uuid'))
    expect(await seen(store, { believed })).toMatchObject({
      gone: [],
      damaged: [{ object: 'checkpoints.feldera', what: 'it is no JSON text in UTF-8' }],
    })
    store.objects.set('checkpoints.feldera', Buffer.from('{"version":9}'))
    expect(await seen(store, { believed })).toMatchObject({
      gone: [],
      damaged: [],
      unverified: [{ object: 'checkpoints.feldera' }],
    })
  })

  it('forgets nothing of a host whose catalog cannot be read', async () => {
    const store = filled({ ...SOLO, hosts: 2 })
    const { remembered } = seenIn((await checking(store.objects)).checked)
    const catalog = store.objects.get('host1/checkpoints.feldera') as Uint8Array
    store.objects.set('host1/checkpoints.feldera', Buffer.from('{}'))
    const blind = seenIn((await checking(store.objects, { remembered })).checked)
    expect(blind.seen.copies).toHaveLength(4)
    store.objects.set('host1/checkpoints.feldera', catalog)
    const { cost } = await checking(store.objects, { remembered: blind.remembered })
    expect(cost.requests).toBe(2)
  })

  it('calls a copy gone only where its catalog was read, or is not there at all', async () => {
    const store = filled({ ...SOLO, hosts: 2 }, 1)
    const [one, two] = store.copies().map(({ checkpoint }) => checkpoint.uuid)
    if (one === undefined || two === undefined) throw new Error('no copies')
    const believed = new Map([
      [one, '0'],
      [two, '1'],
    ])
    store.objects.set('host0/checkpoints.feldera', Buffer.from('[]'))
    expect((await seen(store, { believed })).gone).toEqual([one])
    store.objects.delete('host1/checkpoints.feldera')
    expect((await seen(store, { believed })).gone).toEqual([one, two])
  })

  it('cannot know of a store whose lists stand nowhere whether it is complete, and says so', async () => {
    const store = filled()
    for (const { list } of store.copies()) store.objects.delete(list ?? '')
    const { copies } = await seen(store)
    expect(copies.flatMap(({ missing }) => missing)).toEqual([])
    expect(copies.map(rungOf)).toEqual(['synced', 'synced', 'synced', 'synced'])
    expect(copies[0]?.unverified[0]?.why).toContain('no list of its batches')
  })

  it('misses lists that stood there before, though all of them are lost', async () => {
    const store = filled()
    const { remembered } = seenIn((await checking(store.objects)).checked)
    for (const { list } of store.copies()) store.objects.delete(list ?? '')
    const { copies } = await seen(store, { remembered })
    expect(copies.map(({ missing }) => missing.length)).toEqual([1, 1, 1, 1])
  })
})
