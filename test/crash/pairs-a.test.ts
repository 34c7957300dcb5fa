import { expect, it } from 'vitest'
import { pairsOf, tellAll } from './several.ts'

it('two faults, one after the other, leave nothing lost and nothing twice', async () => {
  const { told, unreached, wrong } = await tellAll(pairsOf(0, 2))
  expect(wrong).toEqual([])
  expect(told).toBeGreaterThan(unreached)
}, 36_000_000)

it('a head that could not be read is read again before the question, not behind it', async () => {
  const site = 'head of rotating'
  const { told, wrong } = await tellAll([
    [
      { site, fault: 'throttled' },
      { site, fault: 'behind another' },
    ],
  ])
  expect(wrong).toEqual([])
  expect(told).toBe(1)
})
