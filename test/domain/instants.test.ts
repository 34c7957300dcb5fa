import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instant } from '../../lambdas/domain/instant.ts'
import { createInstants } from '../../lambdas/domain/instants.ts'

it('says of every moment what `instant` says, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2, max: 2 })), (moments) => {
      const instantOf = createInstants()
      for (const ms of moments) expect(instantOf(ms)).toBe(instant(ms))
    }),
  )
})

it('throws where there is none, each time, and remembers nothing of it', () => {
  const instantOf = createInstants()
  for (let i = 0; i < 2; i += 1) expect(() => instantOf(Number.NaN)).toThrow(RangeError)
  expect(instantOf(1)).toBe(instant(1))
})
