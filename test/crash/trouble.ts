import type { Recall } from './recall.ts'
import type { Cell, Fault, Site } from './sites.ts'

/** Lets faults happen one after the other: each at the first call of its site behind the one before. */
export interface Trouble {
  /** What happens to this call. */
  readonly at: (site: Site) => Fault | undefined
  /** What is to happen from now on. */
  readonly plan: (cells: readonly Cell[]) => void
  readonly begin: () => void
  readonly end: () => void
  /** What is still on its way when its invocation has given it up: it lands when the next one is over as well. */
  readonly late: {
    readonly push: (effect: () => Promise<unknown>) => void
    readonly take: () => readonly (() => Promise<unknown>)[]
  }
  /** How many calls a fault has met. */
  readonly strikes: () => number
  /** Whether every fault has had its turn. */
  readonly isSpent: () => boolean
  /** All sites that were called in trouble since a fault struck last. */
  readonly called: Set<Site>
}

export function createTrouble(recall: Recall, plan: readonly Cell[]): Trouble {
  const denied = recall.set<Site>()
  const left = recall.cell(plan)
  const strikes = recall.cell(0)
  const isOn = recall.cell(false)
  const called = new Set<Site>()
  return {
    late: createLate(recall),
    called,
    at: (site) => {
      if (!isOn.value) return undefined
      called.add(site)
      const [cell, ...others] = left.value
      const isDue = cell?.site === site
      if (isDue) {
        left.value = others
        called.clear()
        // Who is denied is denied until somebody puts it right.
        if (cell.fault === 'denied') denied.add(site)
      }
      const fault = isDue ? cell.fault : denied.has(site) ? 'denied' : undefined
      if (fault !== undefined) strikes.value += 1
      return fault
    },
    plan: (cells) => {
      left.value = cells
    },
    begin: () => {
      isOn.value = true
    },
    end: () => {
      isOn.value = false
    },
    strikes: () => strikes.value,
    isSpent: () => left.value.length === 0,
  }
}

function createLate(recall: Recall): Trouble['late'] {
  let late: readonly { readonly id: number; readonly effect: () => Promise<unknown> }[] = []
  let pushed = 0
  recall.part(
    () => late,
    (then) => {
      late = then
    },
    // What somebody had in hand is like nothing else.
    (now) => now.map(({ id }) => id),
  )
  return {
    push: (effect) => {
      pushed += 1
      late = [...late, { id: pushed, effect }]
    },
    take: () => {
      const taken = late.map(({ effect }) => effect)
      late = []
      return taken
    },
  }
}
