import { expect, it } from 'vitest'
import { manyLives } from './many-lives.ts'
import type { Addition, Feature } from './settings.ts'

/** One share of the seeds: each file is one, so that the test runner gives every core its own. */
export interface Lived {
  readonly from: number
  readonly seeds: number
  readonly without?: readonly Feature[]
  readonly additions?: readonly Addition[]
}

/** What is known to be told wrongly in this share of the seeds: it may become less, never more (docs/figures.md). */
export interface Known {
  readonly falseAlarms: number
  readonly missed: number
}

/** What no life may ever show, whatever befalls it. */
const NEVER = /recorded twice|breaks the chain|not the fold/

/** One share of the seeds that every run of the tests lives. */
export function lifeIsToldRightly({ from, seeds, without = [], additions = [] }: Lived, known: Known): void {
  it(`${seeds} simulated lives, from seed ${from}, have at most ${known.falseAlarms} false alarms and ${known.missed} missed losses`, async () => {
    const { rows, wrong } = await manyLives(from, seeds, new Set(without), new Set(additions))
    const sum = (of: (row: (typeof rows)[number]) => number): number =>
      rows.reduce((total, row) => total + of(row), 0)
    const hint = `npm run simulate -- --seed ${wrong[0]?.seed}`
    expect(
      sum((row) => row.falseAlarms),
      hint,
    ).toBeLessThanOrEqual(known.falseAlarms)
    expect(
      sum((row) => row.missed),
      hint,
    ).toBeLessThanOrEqual(known.missed)
    expect(wrong.flatMap(({ problems }) => problems).filter((problem) => NEVER.test(problem))).toEqual([])
    // A world in which nothing is lost would prove nothing.
    expect(sum((row) => row.owed)).toBeGreaterThan(seeds / 2)
  }, 600_000)
}

/** The daily life of most pipelines: one host, its own storage, clocks that go on, a source that does not lie. */
export const PLAIN: readonly Feature[] = ['hosts', 'pulls', 'standby', 'skew', 'untimed', 'lies']
