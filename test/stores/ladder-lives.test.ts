import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { believedIn, type Copies, noCopies } from '../../lambdas/domain/copies/copies.ts'
import { climb } from '../../lambdas/domain/copies/copy-ladder.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import { NOTHING_REMEMBERED } from '../../lambdas/stores/looking/remembered.ts'
import { checking, seenIn } from '../support/stores/checking.ts'
import { createModel } from '../support/stores/copies-model.ts'
import { createSyncedStore, flip, rewrite, type StoreForm } from '../support/stores/synced-store.ts'

const START = Date.UTC(2026, 10, 1)
const HOUR = 3_600_000
const DEEDS = [
  'push',
  'push',
  'retain',
  'drop',
  'lose',
  'damage',
  'rewrite',
  'restore',
  'wait',
  'owner',
  'nothing',
] as const

const forms: fc.Arbitrary<StoreForm> = fc.record({
  hosts: fc.constantFrom(1, 1, 2),
  lists: fc.constantFrom('v1', 'v2'),
  listsIn: fc.constant('dependencies'),
  members: fc.constantFrom('flat', 'folder'),
  owner: fc.constantFrom('pipeline-1', null),
  batchesEach: fc.integer({ min: 1, max: 4 }),
  retention: fc.record({
    minCount: fc.integer({ min: 1, max: 3 }),
    minAgeMs: fc.constantFrom(HOUR, 24 * HOUR),
  }),
  removal: fc.constantFrom('catalog-first', 'objects-first'),
})
const lives = fc.array(fc.record({ deed: fc.constantFrom(...DEEDS), pick: fc.nat() }), {
  minLength: 3,
  maxLength: 25,
})

/** One life of a store, checked after every deed; the ladder against the model each time. */
async function live(form: StoreForm, deeds: readonly { deed: (typeof DEEDS)[number]; pick: number }[]) {
  const store = createSyncedStore(form)
  const staleAfterMs = 30 * HOUR
  const model = createModel(form, staleAfterMs)
  const originals = new Map<string, Uint8Array>()
  const [lost, damaged] = [new Set<string>(), new Set<string>()]
  let nowMs = START
  let owner = form.owner
  let remembered = NOTHING_REMEMBERED
  let copies: Copies = noCopies(instant(START))
  let written = 0

  async function agree(rewritten: ReadonlySet<string>): Promise<void> {
    const { checked } = await checking(store.objects, { remembered, believed: believedIn(copies) })
    const { seen, remembered: next } = seenIn(checked)
    remembered = next
    const expected = {
      checkpoints: new Map(),
      owner: null,
      retention: form.retention,
      staleAfterMs,
    }
    const climbed = climb(copies, seen, expected, instant(nowMs))
    copies = climbed.copies
    const told = climbed.events
      .map(({ kind, uuid }) => (uuid === undefined ? kind : `${kind} ${uuid}`))
      .toSorted()
    expect(told).toEqual(model.check({ copies: store.copies(), lost, damaged, rewritten, owner, nowMs }))
    expect(new Map(copies.copies.map(({ checkpoint, rung }) => [checkpoint.uuid, rung]))).toEqual(
      model.rungs(),
    )
  }

  store.push(nowMs)
  await agree(new Set())
  for (const { deed, pick } of deeds) {
    nowMs += HOUR
    const rewritten = new Set<string>()
    const objects = store
      .copies()
      .flatMap(({ archive, list, batches }) => [archive, ...(list === null ? [] : [list]), ...batches])
    const whole = [...new Set(objects)].filter((name) => !lost.has(name) && !damaged.has(name))
    const name = whole[pick % Math.max(1, whole.length)]
    const batch = whole.filter((one) => one.startsWith('w'))[
      pick % Math.max(1, whole.filter((one) => one.startsWith('w')).length)
    ]
    const keep = (one: string) => originals.set(one, store.objects.get(one) ?? new Uint8Array())
    switch (deed) {
      case 'push':
        store.push(nowMs)
        // A push copies what is not there, the lost as well, as it was.
        for (const one of [...lost].filter((lostOne) => store.objects.has(lostOne))) {
          store.objects.set(one, originals.get(one) ?? new Uint8Array())
          lost.delete(one)
        }
        break
      case 'retain':
        store.retain(nowMs)
        break
      case 'drop': {
        const copy = store.copies()[pick % store.copies().length]
        if (copy !== undefined && store.copies().length > form.hosts) store.drop(copy.checkpoint.uuid)
        break
      }
      case 'lose':
        if (name === undefined) break
        keep(name)
        store.objects.delete(name)
        lost.add(name)
        break
      case 'damage':
        if (batch === undefined) break
        keep(batch)
        flip(store.objects, batch, (store.objects.get(batch)?.length ?? 0) - 1 - (pick % 512))
        damaged.add(batch)
        break
      case 'rewrite':
        if (batch === undefined) break
        rewrite(store.objects, batch, (written += 1))
        rewritten.add(batch)
        break
      case 'restore': {
        const bad = [...lost, ...damaged].filter((one) => objects.includes(one))
        const one = bad[pick % Math.max(1, bad.length)]
        if (one === undefined) break
        store.objects.set(one, originals.get(one) ?? new Uint8Array())
        lost.delete(one)
        damaged.delete(one)
        break
      }
      case 'owner':
        if (form.owner === null) break
        owner = ['pipeline-1', 'pipeline-2', 'pipeline-3'][pick % 3] ?? null
        store.objects.set('owner.json', Buffer.from(JSON.stringify({ pipeline_name: owner })))
        break
      case 'wait':
        nowMs += (pick % 40) * HOUR
        break
      case 'nothing':
        break
      default:
        deed satisfies never
    }
    await agree(rewritten)
  }
}

describe('whatever is done to a store', () => {
  it('the ladder tells what a model tells that knows the truth, and nothing else', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(fc.asyncProperty(forms, lives, live), { numRuns: 100, seed: 9 })
  })
})
