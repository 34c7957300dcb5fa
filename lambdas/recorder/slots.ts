import type { Clock } from '../domain/clock.ts'
import { settlesWithin } from './settles-within.ts'

/** Runs tasks as places come free: so many at once in all, fewer at once per host. */
export interface Slots {
  readonly run: <T>(host: string, task: () => Promise<T>, turn?: Turn) => Promise<T>
}

export interface Turn {
  /** Of those of a host that wait the one with the least is next, whenever it came; those without come behind all others. */
  readonly since?: string
  /** Called where the task goes on for longer than is usual, whether or not its place can be given away. */
  readonly whenOverdue?: () => void
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
  /** The next one first. */
  readonly waiting: { readonly since: string; readonly begin: () => Promise<void> }[]
  running: number
  overdue: number
}

const BEHIND_ALL = '\uffff'

const ended = async (work: Promise<unknown>): Promise<void> => void (await Promise.allSettled([work]))

export function createSlots({ inAll, perHost, overdue }: SlotOptions): Slots {
  const hosts = new Map<string, Host>()
  // They have a place of their host, and wait for one of everybody's.
  const ready: (() => Promise<void>)[] = []
  let running = 0

  // The host's place first: who waits for a slow host must not hold one of everybody's places.
  function fill(host: Host): void {
    while (host.running < perHost) {
      const next = host.waiting.shift()
      if (next === undefined) break
      host.running += 1
      ready.push(async () => {
        await next.begin()
        host.running -= 1
        running -= 1
        fill(host)
      })
    }
    while (running < inAll) {
      const begin = ready.shift()
      if (begin === undefined) break
      running += 1
      void begin()
    }
  }

  async function untilPlaceIsFree(
    host: Host,
    work: Promise<unknown>,
    whenOverdue?: () => void,
  ): Promise<void> {
    if (overdue === undefined) return ended(work)
    if (await settlesWithin(overdue.clock, overdue.afterMs, work)) return
    whenOverdue?.()
    if (host.overdue < overdue.perHost) void whileOverdue(host, work)
    else await ended(work)
  }

  async function whileOverdue(host: Host, work: Promise<unknown>): Promise<void> {
    host.overdue += 1
    await ended(work)
    host.overdue -= 1
  }

  return {
    run: async (name, task, { since = BEHIND_ALL, whenOverdue } = {}) => {
      const host = hosts.get(name) ?? { waiting: [], running: 0, overdue: 0 }
      hosts.set(name, host)
      return new Promise((resolve) => {
        const begin = (): Promise<void> => {
          const work = (async () => task())()
          resolve(work)
          return untilPlaceIsFree(host, work, whenOverdue)
        }
        host.waiting.splice(host.waiting.findLastIndex((one) => one.since <= since) + 1, 0, { since, begin })
        fill(host)
      })
    },
  }
}
