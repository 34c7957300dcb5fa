import { expect, it } from 'vitest'
import { chanceOf } from '../simulation/chance.ts'
import { killLoop } from './kill-loop.ts'

it('killed at any moment, the ledger is right after the next clean run', { timeout: 90_000 }, async () => {
  const { kills, problems } = await killLoop({ times: 5, random: chanceOf(5).next, tell: () => {} })
  expect(problems).toEqual([])
  expect(kills).toBe(5)
})
