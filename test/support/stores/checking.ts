import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { counting } from '../../../lambdas/stores/counting.ts'
import { type Checked, check } from '../../../lambdas/stores/looking/check.ts'
import type { Depth, Remembered } from '../../../lambdas/stores/looking/remembered.ts'
import { NOTHING_REMEMBERED } from '../../../lambdas/stores/looking/remembered.ts'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { createMemoryStore } from './memory-store.ts'

export interface Asking {
  readonly reader?: StoreReader
  readonly remembered?: Remembered
  readonly believed?: ReadonlyMap<Uuid, string | null>
  readonly depth?: Depth
  readonly confirmAfterMs?: readonly number[]
  /** What happens in the store while a suspicion waits. */
  readonly meanwhile?: () => void
}

/** One check of a store in memory, with what it asked for. */
export async function checking(objects: ReadonlyMap<string, Uint8Array>, asking: Asking = {}) {
  const { reader, cost } = counting(asking.reader ?? createMemoryStore(objects))
  const checked = await check(
    {
      reader,
      inFlight: 8,
      progress: () => {},
      clock: { now: () => 0, sleep: async () => asking.meanwhile?.() },
    },
    asking.remembered ?? NOTHING_REMEMBERED,
    {
      depth: asking.depth ?? 'trailer',
      confirmAfterMs: asking.confirmAfterMs ?? [5_000],
      believed: asking.believed ?? new Map(),
    },
  )
  return { checked, cost: cost() }
}

export function seenIn(checked: Checked): Extract<Checked, { kind: 'seen' }> {
  if (checked.kind !== 'seen') throw new Error(checked.why)
  return checked
}
