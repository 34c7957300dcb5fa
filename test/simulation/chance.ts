/** Draws from one seed: the same seed is the same life, whatever the machine. */
export interface Chance {
  /** 0 ≤ x < 1. */
  readonly next: () => number
  readonly happens: (probability: number) => boolean
  readonly between: (from: number, to: number) => number
  /** As `between`, each order of magnitude as likely as the next. */
  readonly scaled: (from: number, to: number) => number
  readonly whole: (from: number, to: number) => number
  /** Throws where there is nothing to pick from. */
  readonly pick: <T>(from: readonly T[]) => T
  /** How long until something that happens every `meanMs` on average happens. */
  readonly wait: (meanMs: number) => number
}

export function chanceOf(seed: number): Chance {
  const next = mulberry32(seed)
  const between = (from: number, to: number): number => from + next() * (to - from)
  return {
    next,
    happens: (probability) => next() < probability,
    between,
    scaled: (from, to) => Math.exp(between(Math.log(from), Math.log(to))),
    whole: (from, to) => Math.floor(between(from, to + 1)),
    pick: (from) => {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
    wait: (meanMs) => -Math.log(1 - next()) * meanMs,
  }
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
