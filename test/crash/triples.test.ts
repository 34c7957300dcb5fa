import { expect, it } from 'vitest'
import { sampled, tellAll } from './several.ts'

it('three faults, one after the other, leave nothing lost and nothing twice', async () => {
  const { CRASH_TRIPLES: count = '150', CRASH_SEED: seed = '1' } = process.env
  const { told, wrong } = await tellAll(sampled(Number(count), 3, Number(seed) + 1_000))
  expect(wrong).toEqual([])
  expect(told).toBeGreaterThan(Number(count) / 4)
}, 36_000_000)
