import { describe, expect, it } from 'vitest'
import { birthsAfter } from '../../../lambdas/domain/report/births.ts'
import { at, checkpoint, timedUuid, uuid } from '../../support/listings.ts'

function births(before: number | null, ...seconds: readonly number[]) {
  const all = birthsAfter(before === null ? null : checkpoint(before))
  for (const one of seconds) all.add({ uuid: timedUuid(one) })
  return all
}

describe('the longest gap', () => {
  it('lies between neighbours in time, whatever the order of recording, and begins with the one before the period', () => {
    expect(births(null, 60, 0, 300, 100).longestGap()).toEqual({ seconds: 200, from: at(100), to: at(300) })
    expect(births(-1_000, 60, 120).longestGap()).toEqual({ seconds: 1_060, from: at(-1_000), to: at(60) })
  })

  it('is none of one checkpoint, and none of what was made before others that were known', () => {
    expect(births(null, 60).longestGap().seconds).toBeNull()
    expect(births(null).longestGap()).toEqual({ seconds: null, from: null, to: null })
    expect(births(500, 10, 560).longestGap()).toEqual({ seconds: 60, from: at(500), to: at(560) })
  })

  it('leaves out what has no time in its UUID, and counts it', () => {
    const all = births(null, 0, 10)
    all.add({ uuid: uuid('00000000-0000-4000-8000-000000000000') })
    expect([all.untimed(), all.longestGap().seconds]).toEqual([1, 10])
  })
})

describe('the share within the objective', () => {
  it.each([
    ['one a minute, allowed 90 s', births(0, 60, 120, 180), 0, 240, 90_000, 100],
    ['a gap of 100 s, allowed 50 s', births(0, 100), 0, 100, 50_000, 50],
    ['the age at the beginning counts', births(-100, 50), 0, 100, 50_000, 50],
    ['without any checkpoint it is counted from the first answer', births(null), 0, 100, 40_000, 40],
    ['what was made after the end does not count', births(null, 500), 0, 100, 40_000, 40],
    ['rounded down: 100 is all of it', births(0, 999), 0, 1_000, 998_999, 99.9],
  ] as const)('%s', (_, all, from, to, staleAfterMs, percent) => {
    expect(all.withinObjective(at(from), at(to), staleAfterMs)).toBe(percent)
  })

  it('of no time at all is none', () => expect(births(0).withinObjective(at(5), at(5), 1_000)).toBeNull())
})
