import type { EventEmitter } from 'node:events'

const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
// What a terminal sends to everybody npm sends on to us, so one Ctrl-C arrives twice.
const SAME_WITHIN_MS = 1_000

/**
 * Resolves with the first signal that asks the process to stop. A repetition within a second is the same request; a later one has its
 * usual effect and ends the process at once.
 */
export function askedToStop(process: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const heard = (): void => {
      resolve()
      setTimeout(() => {
        for (const signal of STOPS) process.off(signal, heard)
      }, SAME_WITHIN_MS).unref()
    }
    for (const signal of STOPS) process.on(signal, heard)
  })
}
