import { expect, it } from 'vitest'
import { sampled, tellAll } from './several.ts'

const { CRASH_TRIPLES: count = '150', CRASH_SEED: seed = '1' } = process.env

// All pairs are told in the story that has their sites (pairs-a, pairs-b); some of them here in each of the others.
it.each([2, 3])(
  '%i faults, one after the other, leave nothing lost and nothing twice, whatever else happens',
  async (faults) => {
    const { told, wrong } = await tellAll(sampled(Number(count), faults, Number(seed) + faults * 1_000))
    expect(wrong).toEqual([])
    expect(told).toBeGreaterThan(Number(count) / 4)
  },
  36_000_000,
)
