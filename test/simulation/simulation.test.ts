import { expect, it } from 'vitest'
import { simulate } from './simulate.ts'

const SEEDS = 1_000

it(`${SEEDS} simulated lives have no false alarm and no missed loss`, async () => {
  let [losses, alarms] = [0, 0]
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const verdict = await simulate(seed)
    expect(verdict.problems, `npm run simulate -- --seed ${seed}`).toEqual([])
    losses += verdict.losses
    alarms += verdict.alarms
  }
  // A world in which nothing is lost would prove nothing.
  expect(losses).toBeGreaterThan(SEEDS / 4)
  expect(alarms).toBeGreaterThanOrEqual(losses)
}, 120_000)
