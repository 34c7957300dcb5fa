import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chanceOf } from '../simulation/chance.ts'
import { factsOf, judge } from './judgement/judge.ts'
import { type Order, race } from './rivals.ts'

const SEED = Number(process.env['CRASH_SEED'] ?? '1')
const RUNS = Number(process.env['CRASH_RACES'] ?? '40')

async function expectRight(order: Order, recorders: number, confirmAfter: readonly string[]) {
  const stage = await race(order, { recorders, confirmAfter })
  expect(await judge(stage, null)).toEqual([])
  const facts = factsOf(stage.stores)
  // Whatever was seen late or out of turn: nothing is recorded twice, and nothing that was recorded comes back.
  expect(facts.filter((fact, i) => fact === facts[i - 1])).toEqual([])
  expect(facts.filter((fact) => fact.includes('checkpoint-reappeared'))).toEqual([])
}

describe('several recorders at once', () => {
  it.each([
    [2, 'stand at once', []],
    [3, 'stand at once', []],
    [2, 'are confirmed', ['5s', '30s']],
  ] as const)(
    '%i: what is true is recorded once, and nothing else, where suspicions %s',
    async (recorders, _how, confirmAfter) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.nat(), (scheduler, seed) =>
          expectRight({ scheduler, chance: chanceOf(seed) }, recorders, confirmAfter),
        ),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      )
    },
    3_600_000,
  )
})
