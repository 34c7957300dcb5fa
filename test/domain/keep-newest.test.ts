import { expect, it } from 'vitest'
import { keepNewest } from '../../lambdas/domain/keep-newest.ts'

it('keeps so many at most, and lets go of what was set the longest ago', () => {
  const kept = new Map([['a', 1]])
  keepNewest(kept, 'b', 2, 2)
  expect([...kept]).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  // Set again, it is the newest.
  keepNewest(kept, 'a', 3, 2)
  keepNewest(kept, 'c', 4, 2)
  expect([...kept]).toEqual([
    ['a', 3],
    ['c', 4],
  ])
})
