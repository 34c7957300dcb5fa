import type { Clock } from '../domain/clock.ts'
import { createDeadlines } from './deadlines.ts'

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

/** Runs tasks, whoever's they are, so many at once. */
export function createTurns(atOnce: number): <T>(task: () => Promise<T>) => Promise<T> {
  const slots = createSlots({ inAll: atOnce, perHost: atOnce })
  return (task) => slots.run('', task)
}

interface Host {
  /** The next one first. */
  readonly waiting: { readonly since: string; readonly begin: Begin }[]
  running: number
  overdue: number
}

/** Calls `free` once: when the work has ended, however it did, or gives its place away. */
type Begin = (free: () => void) => void

const BEHIND_ALL = '\uffff'

export function createSlots({ inAll, perHost, overdue }: SlotOptions): Slots {
  const hosts = new Map<string, Host>()
  const patience = overdue && { ...overdue, deadlines: createDeadlines(overdue.clock) }
  // They have a place of their host, and wait for one of everybody's.
  const ready: (() => void)[] = []
  let running = 0

  // The host's place first: who waits for a slow host must not hold one of everybody's places.
  function fill(host: Host): void {
    while (host.running < perHost) {
      const next = host.waiting.shift()
      if (next === undefined) break
      host.running += 1
      ready.push(() =>
        next.begin(() => {
          host.running -= 1
          running -= 1
          fill(host)
        }),
      )
    }
    while (running < inAll) {
      const begin = ready.shift()
      if (begin === undefined) break
      running += 1
      begin()
    }
  }

  /** What is to be called when work that begins now has ended: its place is free then, unless it was given away before. */
  function endOf(host: Host, free: () => void, whenOverdue?: () => void): () => void {
    if (patience === undefined) return free
    let hasGivenPlace = false
    const inTime = patience.deadlines.set(patience.clock.now() + patience.afterMs, () => {
      whenOverdue?.()
      if (host.overdue >= patience.perHost) return
      host.overdue += 1
      hasGivenPlace = true
      free()
    })
    return () => {
      inTime()
      if (hasGivenPlace) host.overdue -= 1
      else free()
    }
  }

  return {
    run: (name, task, { since = BEHIND_ALL, whenOverdue } = {}) => {
      const host = hosts.get(name) ?? { waiting: [], running: 0, overdue: 0 }
      hosts.set(name, host)
      return new Promise((resolve, reject) => {
        const begin = (free: () => void): void => {
          const end = endOf(host, free, whenOverdue)
          begun(task).then(
            (value) => {
              resolve(value)
              return end()
            },
            (error: Error) => {
              reject(error)
              end()
            },
          )
        }
        host.waiting.splice(host.waiting.findLastIndex((one) => one.since <= since) + 1, 0, { since, begin })
        fill(host)
      })
    },
  }
}

/** Whoever throws at once must not hold up those who wait behind him. */
function begun<T>(task: () => Promise<T>): Promise<T> {
  try {
    return task()
  } catch (error) {
    return Promise.reject(error)
  }
}
