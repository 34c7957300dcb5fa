import { expect, it } from 'vitest'
import { pairsOf, tellAll } from './several.ts'

it('two faults, one after the other, leave nothing lost and nothing twice', async () => {
  const { told, unreached, wrong } = await tellAll(pairsOf(0, 2))
  expect(wrong).toEqual([])
  expect(told).toBeGreaterThan(unreached)
}, 36_000_000)
