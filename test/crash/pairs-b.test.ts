import { expect, it } from 'vitest'
import { slicesAsked, tellSlice } from './slices.ts'

it.each(slicesAsked())(
  'two faults, one after the other, leave nothing lost and nothing twice: slice %i, second half',
  async (slice) => {
    const { pairs, reached, told, wrong } = await tellSlice(slice, 1)
    expect(wrong).toEqual([])
    expect(told).toBeGreaterThan(0)
    expect(reached).toBeGreaterThan(pairs / 2)
  },
  36_000_000,
)
