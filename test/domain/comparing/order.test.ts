import { describe, expect, it } from 'vitest'
import {
  byAge,
  inOrderOfBirth,
  newestOf,
  oldestFirst,
  type Ranked,
} from '../../../lambdas/domain/comparing/order.ts'
import { checkpoint, timedUuid, uuid } from '../../support/listings.ts'

const timed = (seconds: number, recordedSeq: number): Ranked => ({ uuid: timedUuid(seconds), recordedSeq })
const untimed = (digit: number, recordedSeq: number): Ranked => ({
  uuid: uuid(`00000000-0000-4000-8000-00000000000${digit}`),
  recordedSeq,
})

describe('the older of two checkpoints', () => {
  it('is the one that was begun first, whenever they were recorded', () => {
    expect(byAge(timed(1, 9), timed(2, 3))).toBeLessThan(0)
    expect(byAge(timed(2, 3), timed(1, 9))).toBeGreaterThan(0)
    expect(byAge(timed(1, 9), timed(1, 3))).toBe(0)
  })

  it('is the one that was recorded first where a UUID has no time', () => {
    expect(byAge(timed(9, 1), untimed(1, 2))).toBeLessThan(0)
    expect(byAge(untimed(1, 2), timed(9, 1))).toBeGreaterThan(0)
    expect(byAge(untimed(1, 2), untimed(2, 2))).toBe(0)
  })

  it('is any other than one that is only just seen; two of those are of one age', () => {
    const now = Number.POSITIVE_INFINITY
    expect(byAge(untimed(1, 7), untimed(2, now))).toBeLessThan(0)
    expect(byAge(untimed(1, now), untimed(2, now))).toBe(0)
  })
})

describe('a list', () => {
  it('is put in the order of birth', () => {
    const [first, second, third] = [timed(1, 3), timed(2, 2), timed(3, 1)]
    expect(oldestFirst([second, third, first])).toEqual([first, second, third])
    expect(newestOf([second, third, first])).toBe(third)
    expect(newestOf([])).toBeUndefined()
  })

  it('is put in the order of recording where one UUID has no time, what is only just seen last', () => {
    const now = Number.POSITIVE_INFINITY
    const [first, second, third, fourth] = [timed(9, 1), untimed(2, 2), untimed(1, now), timed(1, now)]
    expect(oldestFirst([third, second, fourth, first])).toEqual([first, second, third, fourth])
  })

  it('of new ones is recorded in the order of birth, and as it was listed where one UUID has no time', () => {
    const [a, b] = [checkpoint(1), checkpoint(2)]
    const other = checkpoint(0, { uuid: untimed(1, 0).uuid })
    expect(inOrderOfBirth([b, a])).toEqual([a, b])
    expect(inOrderOfBirth([a, b])).toEqual([a, b])
    expect(inOrderOfBirth([a, a, b])).toEqual([a, a, b])
    expect(inOrderOfBirth([b, other, a])).toEqual([b, other, a])
  })
})
