import { describe, expect, it } from 'vitest'
import { areJoined, coverageGap, type Sighted, sightsIn } from '../../../lambdas/domain/feed/gap.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { at, checkpoint } from '../../support/listings.ts'

const list = (...seconds: readonly number[]) => seconds.map((one) => checkpoint(one))
const seen = (second: number, ...seconds: readonly number[]): Sighted => ({
  at: at(second),
  list: list(...seconds),
})
const gap = (sights: readonly Sighted[], feed = 'none') => coverageGap(sights, feed, DEFAULT_POLICY)

describe('two observations', () => {
  const keeping = (keepLast: number | 'all') => ({ ...DEFAULT_POLICY, keepLast })

  it.each([
    ['share a checkpoint', list(0, 60), list(60, 120), 2, true],
    ['share none', list(0, 60), list(120, 180), 2, false],
    ['go from none to fewer than are kept', list(), list(60), 2, true],
    ['go from none to as many as are kept', list(), list(60, 120), 2, false],
    ['go from none to many where all are kept', list(), list(60, 120, 180), 'all', true],
    ['go from some to others, fewer than are kept', list(0), list(60), 2, false],
    ['go from some to none', list(0), list(), 2, false],
  ] as const)(
    'that %s are joined, or not: nothing can have come and gone',
    (_, before, after, keepLast, expected) => {
      expect(areJoined(before, after, keeping(keepLast))).toBe(expected)
    },
  )

  it('leave no gap where they are joined', () => {
    expect(gap([seen(0, 0, 60), seen(60, 60, 120)])).toEqual([])
    expect(gap([seen(0, 0)])).toEqual([])
    expect(gap([])).toEqual([])
  })
})

describe('a list that says nothing', () => {
  it('leaves no gap between two that share a checkpoint: an empty one, or one noted so soon that it may be older', () => {
    expect(gap([seen(0, 0, 60), seen(60), seen(120, 60, 110)])).toEqual([])
    expect(gap([seen(100, 60, 90), seen(110, 0, 30), seen(300, 90, 290)])).toEqual([])
  })

  it('joins nothing where it was noted later, as a catalog that was rolled back lists anew what is old, or where storage was cleared', () => {
    expect(gap([seen(100, 60, 90), seen(121, 0, 30), seen(300, 90, 290)])).toHaveLength(1)
    expect(gap([seen(0, 0), { ...seen(60), isCleared: true }, seen(120, 0)])).toHaveLength(1)
    expect(gap([seen(0), seen(60, 50, 55), seen(70, 65, 68)])).toHaveLength(1)
  })
})

describe('a gap', () => {
  it('spans its holes and counts the time of them alone', () => {
    const sights = [seen(0, 0), seen(100, 90), seen(150, 90, 140), seen(300, 290)]
    expect(gap(sights)).toEqual([
      {
        kind: 'coverage-gap',
        severity: 'silent',
        data: { from: at(0), to: at(300), seconds: '250', holes: '2', feed: 'none' },
      },
    ])
  })

  it('has no negative length where a clock went back', () => {
    expect(gap([seen(100, 0), seen(0, 90)])[0]?.data['seconds']).toBe('0')
  })

  it('is none before storage that the feed tells to be cleared, and is one where there was no feed', () => {
    const cleared = { ...seen(60), isCleared: true }
    expect(gap([seen(0, 0), cleared], 'had')).toEqual([])
    expect(gap([seen(0, 0), cleared], 'failed')).toHaveLength(1)
    expect(gap([seen(0, 0), seen(60)], 'had')).toHaveLength(1)
  })
})

describe('the feed', () => {
  it('shows what was listed when, nothing where storage was cleared, and no list where it has none', () => {
    const lists = [
      { recordedAt: at(0), storageStatus: 'InUse', checkpoints: list(0) },
      { recordedAt: at(10), storageStatus: 'Cleared', checkpoints: list(0) },
      { recordedAt: at(20), storageStatus: 'InUse' },
    ]
    expect(sightsIn(lists)).toEqual([
      { at: at(0), list: list(0) },
      { at: at(10), list: [], isCleared: true },
    ])
  })
})
