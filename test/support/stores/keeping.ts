import { instant } from '../../../lambdas/domain/instant.ts'
import { type Keeping, keepCheckpoint } from '../../../lambdas/stores/keeping/keep.ts'
import type { KeptPlaces, Place } from '../../../lambdas/stores/keeping/kept-places.ts'
import { objectsOf } from '../../../lambdas/stores/keeping/objects-of.ts'
import { planOfKept } from '../../../lambdas/stores/restoring/plan-of-kept.ts'
import { type Restoring, restore } from '../../../lambdas/stores/restoring/restore.ts'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { checking, seenIn } from './checking.ts'
import { createMemoryStore } from './memory-store.ts'
import { createMemoryPlace } from './memory-writer.ts'
import { bornMs, type Synced, type SyncedStore } from './synced-store.ts'

export const PIPELINE = 'prod/orders'
export const NOW = Date.UTC(2026, 10, 2)
export const DAY_MS = 86_400_000

export function memoryPlaces() {
  return { checkpoints: createMemoryPlace(), objects: createMemoryPlace() }
}

export interface KeepAsked {
  readonly store?: StoreReader
  readonly pipeline?: string
  readonly nowMs?: number
  readonly keepMs?: number
  readonly deadlineMs?: number
  readonly inFlight?: number
}

/** Checks the store, and keeps the copy as the recorder does. */
export async function keepCopy(
  places: KeptPlaces,
  store: SyncedStore,
  copy: Synced,
  asked: KeepAsked = {},
): Promise<Keeping> {
  const reader = asked.store ?? createMemoryStore(store.objects)
  const nowMs = asked.nowMs ?? NOW
  const { remembered } = seenIn((await checking(store.objects, { reader })).checked)
  const { checkpoint, host } = copy
  const objects = objectsOf(remembered, host, checkpoint.uuid)
  if (objects === undefined) throw new Error(`${checkpoint.uuid} is not verified`)
  return keepCheckpoint(
    {
      store: reader,
      storeInS3: null,
      places,
      clock: { now: () => nowMs },
      inFlight: asked.inFlight ?? 4,
      progress: () => {},
    },
    {
      pipeline: asked.pipeline ?? PIPELINE,
      checkpoint,
      host,
      hosts: remembered.catalogs.size,
      objects,
      depth: 'trailer',
      lockUntil: instant(nowMs + (asked.keepMs ?? 90 * DAY_MS)),
      deadlineMs: asked.deadlineMs ?? Number.POSITIVE_INFINITY,
    },
  )
}

export async function restoreKept(places: KeptPlaces, copy: Synced, target: Place): Promise<Restoring> {
  const planned = await planOfKept({ places, objectsInS3: null }, copy.checkpoint.uuid)
  if (planned.kind === 'unfit') throw new Error('kept copies are fit')
  if (planned.kind === 'refused') return planned
  return restore({ target, inFlight: 4, progress: () => {} }, planned.plan, 'blocks')
}

/** What a restore of that copy must come to, but for its catalogs: the very bytes of the store. */
export function needed(store: SyncedStore, copies: readonly Synced[]): ReadonlyMap<string, Uint8Array> {
  const names = copies.flatMap(({ archive, list, batches }) => [
    archive,
    ...(list === null ? [] : [list]),
    ...batches,
  ])
  return new Map(names.map((name) => [name, store.objects.get(name) as Uint8Array]))
}

/** The copies of all hosts of the step to which that one belongs. */
export function stepOf(store: SyncedStore, copy: Synced): readonly Synced[] {
  return store.copies().filter((one) => bornMs(one.checkpoint.uuid) === bornMs(copy.checkpoint.uuid))
}
