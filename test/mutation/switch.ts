import { SWITCH } from './switching.ts'

/** No mutant is on. */
export const NONE = -1

/** Far more than any test asks for by itself: then a mutant has made a loop that does not end. */
const MORE_THAN_EVER = 10_000
const TIMES_AS_MANY = 50

export interface Switch {
  (from: number, to: number): boolean
  on: number
}

/** Thrown where a mutant that is on has asked for far too many switches: it would go on for ever. */
export class Endless extends Error {}

/** The switches of all mutants of this process. Sources ask `__mutation(from, to)` at every place. */
export function createSwitches() {
  let reached = new Set<number>()
  let asked = 0
  let bound = Number.POSITIVE_INFINITY
  const isOn = Object.assign(
    (from: number, to: number): boolean => {
      asked += 1
      if (asked > bound) throw new Endless('a loop without end')
      if (isOn.on === NONE && !reached.has(from)) {
        for (let id = from; id <= to; id += 1) reached.add(id)
      }
      return isOn.on >= from && isOn.on <= to
    },
    { on: NONE },
  )
  Object.assign(globalThis, { [SWITCH]: isOn })
  return {
    /** Puts one mutant on, or none, and bounds how many switches are asked for, given how many are without it. */
    begin(mutant: number, usual = Number.POSITIVE_INFINITY): void {
      isOn.on = mutant
      asked = 0
      bound = mutant === NONE ? Number.POSITIVE_INFINITY : usual * TIMES_AS_MANY + MORE_THAN_EVER
    },
    /** Puts all off. How many were asked for since it began stands until the next begins. */
    end(): void {
      isOn.on = NONE
      bound = Number.POSITIVE_INFINITY
    },
    asked: (): number => asked,
    /** The mutants at all places that were reached since the last call, with no mutant on. */
    reached(): ReadonlySet<number> {
      const before = reached
      reached = new Set()
      return before
    },
  }
}

export type Switches = ReturnType<typeof createSwitches>
