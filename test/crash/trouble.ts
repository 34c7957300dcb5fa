import type { Cell, Fault, Site } from './sites.ts'

/** Lets faults happen one after the other: each at the first call of its site behind the one before. */
export interface Trouble {
  /** What happens to this call. */
  readonly at: (site: Site) => Fault | undefined
  readonly begin: () => void
  readonly end: () => void
  /** What is still on its way when its invocation has given it up: it lands when the next one is over as well. */
  readonly late: (() => Promise<unknown>)[]
  /** How many calls a fault has met. */
  readonly strikes: () => number
  /** Whether every fault has had its turn. */
  readonly isSpent: () => boolean
  /** All sites that were called from the beginning of the trouble to its end. */
  readonly called: ReadonlySet<Site>
}

export function createTrouble(plan: readonly Cell[]): Trouble {
  const denied = new Set<Site>()
  const called = new Set<Site>()
  let [next, strikes, isOn] = [0, 0, false]
  return {
    late: [],
    called,
    at: (site) => {
      if (!isOn) return undefined
      called.add(site)
      const cell = plan[next]
      const isDue = cell?.site === site
      if (isDue) {
        next += 1
        // Who is denied is denied until somebody puts it right.
        if (cell.fault === 'denied') denied.add(site)
      }
      const fault = isDue ? cell.fault : denied.has(site) ? 'denied' : undefined
      if (fault !== undefined) strikes += 1
      return fault
    },
    begin: () => {
      isOn = true
    },
    end: () => {
      isOn = false
    },
    strikes: () => strikes,
    isSpent: () => next === plan.length,
  }
}
