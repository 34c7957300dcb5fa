import type { Clock } from '../domain/clock.ts'

/** Many waits with one timer: one for each, with a signal to call it off, took as long as a poll's whole comparison. */
export interface Deadlines {
  /**
   * Calls `pass` at that time, in Unix milliseconds, unless it is called off by then (the function that is given back, which may be called
   * again). None may be before one that was set earlier.
   */
  readonly set: (atMs: number, pass: () => void) => () => void
}

interface Deadline {
  readonly atMs: number
  readonly pass: () => void
}

export function createDeadlines(clock: Clock): Deadlines {
  // In the order in which they were set, and so in which they pass.
  const waiting = new Set<Deadline>()
  let watching: AbortController | undefined

  async function watch(mine: AbortController): Promise<void> {
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      await clock.sleep(Math.max(0, first.atMs - clock.now()), mine.signal)
      if (mine.signal.aborted) return
      passUntil(clock.now())
    }
    watching = undefined
  }

  function passUntil(nowMs: number): void {
    for (const deadline of waiting) {
      if (deadline.atMs > nowMs) return
      waiting.delete(deadline)
      deadline.pass()
    }
  }

  return {
    set: (atMs, pass) => {
      const deadline = { atMs, pass }
      waiting.add(deadline)
      if (watching === undefined) {
        watching = new AbortController()
        void watch(watching)
      }
      return () => {
        waiting.delete(deadline)
        if (waiting.size > 0) return
        // Nobody waits: a timer that is left would keep the process.
        watching?.abort('nobody waits')
        watching = undefined
      }
    },
  }
}
