import pLimit, { type LimitFunction } from 'p-limit'
import type { Clock } from '../domain/clock.ts'

/** Runs tasks as places come free: so many at once in all, fewer at once per host. */
export interface Slots {
  /** `whenOverdue` is called where the task goes on for longer than is usual, whether or not its place can be given away. */
  readonly run: <T>(host: string, task: () => Promise<T>, whenOverdue?: () => void) => Promise<T>
}

export interface SlotOptions {
  readonly inAll: number
  readonly perHost: number
  /**
   * Whoever takes longer gives his place to the next while he goes on, but only so many of one host at a time: one that is slow for
   * everybody gets no more than these beyond its places.
   */
  readonly overdue?: { readonly afterMs: number; readonly perHost: number; readonly clock: Clock }
}

interface Host {
  readonly limit: LimitFunction
  overdue: number
}

export function createSlots({ inAll, perHost, overdue }: SlotOptions): Slots {
  const all = pLimit(inAll)
  const hosts = new Map<string, Host>()
  return {
    run: async (name, task, whenOverdue) => {
      const host = hosts.get(name) ?? { limit: pLimit(perHost), overdue: 0 }
      hosts.set(name, host)
      let work: ReturnType<typeof task> | undefined
      let isOverdue = false
      const untilPlaceIsFree = async (): Promise<void> => {
        work = task()
        if (overdue === undefined) return void (await work.catch(() => {}))
        const isInTime = await settlesWithin(overdue.clock, overdue.afterMs, work)
        if (!isInTime) whenOverdue?.()
        isOverdue = !isInTime && host.overdue < overdue.perHost
        if (isOverdue) host.overdue += 1
        else await work.catch(() => {})
      }
      // The host's place first: who waits for a slow host must not hold one of everybody's places.
      await host.limit(() => all(untilPlaceIsFree))
      if (work === undefined) throw new Error(`${name}: a place was given for nothing`)
      try {
        return await work
      } finally {
        if (isOverdue) host.overdue -= 1
      }
    },
  }
}

async function settlesWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const waiting = new AbortController()
  // With a reason: an error made up for each would cost more than the wait (evidence-batch.ts).
  const end = (): boolean => {
    waiting.abort('settled')
    return true
  }
  return Promise.race([work.then(end, end), clock.sleep(ms, waiting.signal).then(() => false)])
}
