import pLimit, { type LimitFunction } from 'p-limit'

/** Runs tasks as places come free: so many at once in all, fewer at once per host. */
export interface Slots {
  readonly run: <T>(host: string, task: () => Promise<T>) => Promise<T>
}

export function createSlots({ inAll, perHost }: { inAll: number; perHost: number }): Slots {
  const all = pLimit(inAll)
  const hosts = new Map<string, LimitFunction>()
  return {
    run: (host, task) => {
      const limit = hosts.get(host) ?? pLimit(perHost)
      hosts.set(host, limit)
      // The host's place first: who waits for a slow host must not hold one of everybody's places.
      return limit(() => all(task))
    },
  }
}
