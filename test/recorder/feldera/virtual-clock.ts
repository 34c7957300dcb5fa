import type { Clock } from '../../../lambdas/domain/clock.ts'

export interface VirtualClock extends Clock {
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: readonly number[]
  readonly advance: (ms: number) => void
}

/** Time that passes only when somebody waits for it. */
export function createVirtualClock(startMs = Date.UTC(2026, 10, 1)): VirtualClock {
  let nowMs = startMs
  const waits: number[] = []
  return {
    waits,
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms
    },
    sleep: async (ms) => {
      waits.push(ms)
      nowMs += ms
    },
  }
}
