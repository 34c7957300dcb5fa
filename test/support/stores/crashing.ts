import type { KeptPlaces, Place } from '../../../lambdas/stores/keeping/kept-places.ts'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import type { StoreWriter } from '../../../lambdas/stores/writing/store-writer.ts'

export class Crash extends Error {}

/** Counts every request to stores, and dies at one of them: before it was made, or when it was done and not answered yet. */
export interface Crasher {
  readonly requests: () => number
  readonly reader: (reader: StoreReader) => StoreReader
  readonly place: (place: Place) => Place
  readonly places: (places: KeptPlaces) => KeptPlaces
}

export function crasher(dieAt: number, when: 'before' | 'after'): Crasher {
  let requests = 0
  let dead = false
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    // Nothing is done by who is dead.
    if (dead) throw new Crash()
    requests += 1
    const isLast = requests === dieAt
    if (isLast) dead = true
    if (isLast && when === 'before') throw new Crash()
    const answer = await work()
    if (dead) throw new Crash()
    return answer
  }
  const reader = (inner: StoreReader): StoreReader => ({
    list: async function* () {
      for await (const page of inner.list()) yield await step(async () => page)
    },
    head: (name) => step(() => inner.head(name)),
    read: (name, maxBytes) => step(() => inner.read(name, maxBytes)),
    readSpan: (object, span) => step(() => inner.readSpan(object, span)),
  })
  const writer = (inner: StoreWriter): StoreWriter => ({
    locks: inner.locks,
    copy: (name, from, options) => step(() => inner.copy(name, from, options)),
    put: (name, bytes, lockUntilMs) => step(() => inner.put(name, bytes, lockUntilMs)),
    lock: (name, untilMs) => step(() => inner.lock(name, untilMs)),
  })
  const place = (inner: Place): Place => ({ reader: reader(inner.reader), writer: writer(inner.writer) })
  return {
    requests: () => requests,
    reader,
    place,
    places: ({ checkpoints, objects }) => ({ checkpoints: place(checkpoints), objects: place(objects) }),
  }
}
