import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { isSameDigest } from '../../../lambdas/stores/writing/digest.ts'
import { digested } from '../../../lambdas/stores/writing/digested.ts'
import type { StoreWriter } from '../../../lambdas/stores/writing/store-writer.ts'
import { createMemoryStore } from './memory-store.ts'

export interface MemoryPlace {
  readonly objects: Map<string, Uint8Array>
  /** Until when each is locked. */
  readonly locks: Map<string, number>
  readonly reader: StoreReader
  readonly writer: StoreWriter
}

/** A place that locks, in memory; it keeps the same contract as the real ones. */
export function createMemoryPlace(): MemoryPlace {
  const objects = new Map<string, Uint8Array>()
  const locks = new Map<string, number>()
  const lock = (name: string, untilMs: number | null): number | null => {
    if (untilMs !== null) locks.set(name, Math.max(untilMs, locks.get(name) ?? 0))
    return locks.get(name) ?? null
  }
  const put = (name: string, bytes: Uint8Array): boolean => {
    const there = objects.get(name)
    if (there === undefined) objects.set(name, bytes)
    return there === undefined || Buffer.compare(there, bytes) === 0
  }
  return {
    objects,
    locks,
    reader: createMemoryStore(objects),
    writer: {
      locks: true,
      copy: async (name, { reader, object }, { lockUntilMs, expected, isTimeUp }) => {
        const wasThere = objects.has(name)
        const parts: Uint8Array[] = []
        const read = await digested(
          { reader, object, isTimeUp, digestBy: expected?.partBytes ?? null },
          (bytes) => void parts.push(bytes),
        )
        if (read.kind !== 'digested') return read
        if (expected !== undefined && !isSameDigest(read.digest, expected))
          return { kind: 'differs', digest: read.digest }
        if (!put(name, Buffer.concat(parts))) return { kind: 'taken' }
        return { kind: 'copied', digest: read.digest, wasThere, lockedUntilMs: lock(name, lockUntilMs) }
      },
      put: async (name, bytes, lockUntilMs) => {
        if (!put(name, bytes)) return 'taken'
        lock(name, lockUntilMs)
        return 'put'
      },
      lock: async (name, untilMs) => {
        const there = objects.get(name)
        return there === undefined ? undefined : { bytes: there.length, lockedUntilMs: lock(name, untilMs) }
      },
    },
  }
}
