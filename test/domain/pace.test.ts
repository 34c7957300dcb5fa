import { describe, expect, it } from 'vitest'
import { checkpointSeconds, isTooSlow } from '../../lambdas/domain/pace.ts'
import { checkpoint, uuid } from '../support/listings.ts'

const untimed = { uuid: uuid('00000000-0000-4000-8000-000000000001') }

describe('how often checkpoints are made', () => {
  it.each([
    ['nothing where none is listed', [], null],
    ['nothing where one is', [60], null],
    ['the time between two', [0, 60], 60],
    ['the time between the newest two', [0, 600, 660], 60],
    ['the same in whatever order they are listed', [660, 0, 600], 60],
    ['the time since the others where hosts begin together', [0, 2, 60, 65], 58],
    ['the short time between two where there is no longer one', [0, 4], 4],
    ['nothing longer than it was: more than five seconds are another checkpoint', [0, 60, 66], 6],
    ['a whole number of seconds', [0, 59.6], 60],
  ])('is %s', (_, seconds, expected) => {
    expect(checkpointSeconds(seconds.map((one) => checkpoint(one)))).toBe(expected)
  })

  it('is told by those whose UUIDs carry a time', () => {
    expect(checkpointSeconds([checkpoint(0), checkpoint(0, untimed), checkpoint(60)])).toBe(60)
    expect(checkpointSeconds([checkpoint(0), checkpoint(0, untimed)])).toBeNull()
  })
})

describe('runs are too far apart', () => {
  it.each([
    ['where two checkpoints may be made between them', 120_000, 60, true],
    ['and no closer than that', 119_999, 60, false],
    ['where nobody knows how far they are apart: no', null, 60, false],
    ['where nobody knows how often checkpoints are made: no', 120_000, null, false],
    ['where all were begun at once: no', 120_000, 0, false],
  ])('%s', (_, everyMs, seconds, expected) => {
    expect(isTooSlow(everyMs, seconds)).toBe(expected)
  })
})
