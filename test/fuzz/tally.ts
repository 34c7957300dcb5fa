import { caseOf } from './answers.ts'
import { judge, type Parsers } from './judge.ts'

/** What came of many cases. */
export interface Tally {
  readonly cases: number
  /** By what was asked and what was done: how many, and how many of them were taken. */
  readonly categories: ReadonlyMap<string, { readonly cases: number; readonly taken: number }>
  readonly outcomes: ReadonlyMap<string, number>
  readonly problems: readonly {
    readonly number: number
    readonly category: string
    readonly problem: string
  }[]
  readonly slowest: { readonly number: number; readonly ms: number }
}

const MOST_PROBLEMS = 20
// What is slow is slow each time; what waited for the machine is not.
const SLOW_MS = 50

/** Judges the cases of these numbers, one after another; stops where there is nothing more to learn. */
export function manyCases(parsers: Parsers, from: number, count: number): Tally {
  const categories = new Map<string, { readonly cases: number; readonly taken: number }>()
  const outcomes = new Map<string, number>()
  const problems: Tally['problems'][number][] = []
  let slowest = { number: from, ms: 0 }
  let number = from
  for (; number < from + count && problems.length < MOST_PROBLEMS; number += 1) {
    const one = caseOf(number)
    const { problem, outcome, ms: firstMs } = judge(parsers, one)
    const ms = firstMs < SLOW_MS ? firstMs : Math.min(firstMs, judge(parsers, one).ms)
    const category = `${one.question}: ${one.category}`
    const { cases, taken } = categories.get(category) ?? { cases: 0, taken: 0 }
    categories.set(category, { cases: cases + 1, taken: taken + (outcome === 'taken' ? 1 : 0) })
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    if (problem !== undefined) problems.push({ number, category, problem })
    if (ms > slowest.ms) slowest = { number, ms }
  }
  return { cases: number - from, categories, outcomes, problems, slowest }
}
