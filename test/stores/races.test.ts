import { describe, expect, it } from 'vitest'
import { isFaulty } from '../../lambdas/domain/copies/stored-copy.ts'
import type { StoreReader } from '../../lambdas/stores/store-reader.ts'
import { checking, seenIn } from '../support/stores/checking.ts'
import { createMemoryStore } from '../support/stores/memory-store.ts'
import { createSyncedStore, type Deed, SOLO, type StoreForm } from '../support/stores/synced-store.ts'

const START = Date.UTC(2026, 10, 1)
const DAY = 86_400_000
const SHORT = { minCount: 2, minAgeMs: DAY }

/** A reader before each of whose requests something may happen in the store. */
function disturbed(reader: StoreReader, before: () => void): StoreReader {
  return {
    // A page for each object, as it is by then: what is removed or pushed while a listing is read is in it or not.
    list: async function* () {
      for await (const page of reader.list())
        for (const object of page) {
          before()
          const now = await reader.head(object.name)
          if (now !== undefined) yield [now]
        }
    },
    head: (name) => (before(), reader.head(name)),
    read: (name, most) => (before(), reader.read(name, most)),
    readSpan: (object, span) => (before(), reader.readSpan(object, span)),
  }
}

/** Fills a store, and checks it while Feldera goes on, from the so-manieth request on; the deeds that are left are done during the wait. */
async function race(form: StoreForm, from: number, isKnown: boolean) {
  const store = createSyncedStore(form)
  for (let i = 0; i < 4; i += 1) store.push(START + i * 60_000)
  const believed = new Map(store.copies().map(({ checkpoint, host }) => [checkpoint.uuid, host]))
  const first = isKnown ? seenIn((await checking(store.objects)).checked).remembered : undefined
  const deeds: Deed[] = [
    ...store.pushing(START + 5 * DAY),
    ...store.retaining(START + 5 * DAY),
    ...store.pushing(START + 6 * DAY),
  ]
  let asked = 0
  const next = () => {
    asked += 1
    const deed = asked > from ? deeds.shift() : undefined
    if (deed !== undefined) store.doDeed(deed)
  }
  const { checked } = await checking(store.objects, {
    reader: disturbed(createMemoryStore(store.objects), next),
    believed,
    confirmAfterMs: [5_000, 30_000],
    meanwhile: () => {
      for (const deed of deeds.splice(0)) store.doDeed(deed)
    },
    ...(first === undefined ? {} : { remembered: first }),
  })
  return { seen: seenIn(checked).seen, store, asked }
}

describe.each([
  ['the catalog first', 'catalog-first'],
  ['the objects first', 'objects-first'],
] as const)('while Feldera pushes, and removes %s', (_name, removal) => {
  it.each([
    ['for the first time', false],
    ['again', true],
  ])(
    'a store that is looked at %s is never said to lack or to have lost anything',
    async (_when, isKnown) => {
      const form: StoreForm = { ...SOLO, retention: SHORT, removal }
      const undisturbed = await race(form, Number.POSITIVE_INFINITY, isKnown)
      let suspicious = 0
      for (let from = 0; from <= undisturbed.asked; from += 1) {
        const { seen, store } = await race(form, from, isKnown)
        const there = new Set(store.copies().map(({ checkpoint }) => checkpoint.uuid))
        expect(seen.copies.filter(isFaulty), `from request ${from}`).toEqual([])
        expect(seen.gone.filter((uuid) => there.has(uuid))).toEqual([])
        expect(seen.damaged).toEqual([])
        suspicious += seen.gone.length
      }
      // Else nothing would have been raced with.
      expect(suspicious).toBeGreaterThan(0)
    },
  )
})
