import type { Clock } from '../../lambdas/domain/clock.ts'

/** Time that passes only when everybody waits: then it goes on to the first who is due. */
export interface VirtualTime {
  readonly clock: Clock
  /** Lets time go on until the work is done. Throws where it waits for nothing that is due. */
  readonly live: <T>(work: Promise<T>) => Promise<T>
  readonly pass: (ms: number) => void
}

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

export function virtualTime(startMs: number): VirtualTime {
  let nowMs = startMs
  let sleepers: readonly Sleeper[] = []

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper: Sleeper = { dueMs: nowMs + Math.ceil(ms), wake: resolve }
      const place = sleepers.findLastIndex(({ dueMs }) => dueMs <= sleeper.dueMs) + 1
      sleepers = sleepers.toSpliced(place, 0, sleeper)
      signal?.addEventListener(
        'abort',
        () => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          resolve()
        },
        { once: true },
      )
    })
  }

  return {
    clock: { now: () => nowMs, sleep },
    live: async (work) => {
      const watched = { isDone: false }
      const end = (): void => {
        watched.isDone = true
      }
      work.then(end, end)
      for (;;) {
        // Everything that can go on without time has gone on when this returns: nothing here waits for a disk or a socket.
        await new Promise((resolve) => setImmediate(resolve))
        if (watched.isDone) return work
        const [first, ...others] = sleepers
        if (first === undefined) throw new Error('everything waits, and nothing is due')
        sleepers = others
        nowMs = Math.max(nowMs, first.dueMs)
        first.wake()
      }
    },
    pass: (ms) => {
      nowMs += Math.ceil(ms)
    },
  }
}
