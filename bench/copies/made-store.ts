import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { counting } from '../../lambdas/stores/counting.ts'
import { check } from '../../lambdas/stores/looking/check.ts'
import type { Depth, Remembered } from '../../lambdas/stores/looking/remembered.ts'
import type { StoreReader } from '../../lambdas/stores/store-reader.ts'
import { createSyncedStore, SOLO, type SyncedStore } from '../../test/support/stores/synced-store.ts'

/** What all measurements of stored copies start from: a store that was synced to, and a check of it with what it cost. */

export const START = Date.UTC(2026, 10, 1)

export function filled(checkpoints: number, batchesEach: number): SyncedStore {
  const store = createSyncedStore({ ...SOLO, batchesEach })
  for (let i = 0; i < checkpoints; i += 1) store.push(START + i * 60_000)
  return store
}

/** Writes a store's objects below the directory; `isThere`: what need not be written again. */
export function writeObjects(
  directory: string,
  objects: SyncedStore['objects'],
  isThere: (name: string) => boolean = () => false,
): void {
  for (const [name, bytes] of objects) {
    if (isThere(name)) continue
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), bytes)
  }
}

/** One check, what it asked for, and the processor time that it took. */
export async function checked(reader: StoreReader, remembered: Remembered, depth: Depth, confirm = false) {
  const counted = counting(reader)
  const began = process.cpuUsage()
  const outcome = await check(
    {
      reader: counted.reader,
      inFlight: 16,
      progress: () => {},
      clock: { now: Date.now, sleep: async () => {} },
    },
    remembered,
    { depth, confirmAfterMs: confirm ? [0] : [], believed: new Map() },
  )
  if (outcome.kind !== 'seen') throw new Error(outcome.why)
  const { user, system } = process.cpuUsage(began)
  return { ...outcome, cost: counted.cost(), cpuSeconds: (user + system) / 1_000_000 }
}
