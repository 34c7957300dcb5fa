import { describe, expect, it } from 'vitest'
import {
  agreedOn,
  doubtedIn,
  type Left,
  leftOpen,
  raisedByLast,
  shownOtherwise,
  shownTwice,
  stillOpen,
  withTwice,
} from '../../../lambdas/domain/comparing/open-suspicions.ts'
import { timedUuid } from '../../support/listings.ts'

const GONE = `gone ${timedUuid(1)}`
const CHANGED = `changed ${timedUuid(2)} {"size":"1"}`
const LEFT: Left = {
  agreed: [GONE, CHANGED],
  twice: new Set(),
  isCatchingUp: false,
  last: [],
  shown: [],
}
const OPEN = [
  GONE,
  `twice ${CHANGED}`,
  `behind gone ${timedUuid(3)}`,
  `last gone ${timedUuid(4)}`,
  `shown changed ${timedUuid(5)} {}`,
]

describe('what is known only now to have been shown twice', () => {
  it('is told as such, whatever was said of it before', () => {
    const late = `gone ${timedUuid(6)}`
    expect(withTwice(OPEN, [])).toBe(OPEN)
    expect(withTwice([GONE, OPEN[2] ?? ''], [GONE, late])).toEqual([
      `behind gone ${timedUuid(3)}`,
      `twice ${GONE}`,
      `twice ${late}`,
    ])
    expect(withTwice([`last ${GONE}`], [GONE])).toEqual([`twice ${GONE}`])
  })
})

describe('what is told to the next run', () => {
  it.each<[string, Partial<Left>, readonly string[]]>([
    ['is what all answers agree on', {}, [GONE, CHANGED]],
    ['says of what two of one start did', { twice: new Set([CHANGED]) }, [GONE, `twice ${CHANGED}`]],
    [
      'says that a host had not caught up, whatever else',
      { isCatchingUp: true, twice: new Set([GONE]) },
      [`behind ${GONE}`, `behind ${CHANGED}`],
    ],
    [
      'says what only the last answer raised, and what the two last did',
      {
        agreed: [],
        last: [
          { key: GONE, isAgreed: true },
          { key: CHANGED, isAgreed: false },
        ],
      },
      [GONE, `last ${CHANGED}`],
    ],
    ['says what was shown besides what was recorded', { agreed: [], shown: [CHANGED] }, [`shown ${CHANGED}`]],
  ])('%s', (_, left, expected) => {
    expect(leftOpen({ ...LEFT, ...left })).toEqual(expected)
  })
})

describe('what the run before has left open', () => {
  const raised = (...seconds: readonly number[]) => new Set(seconds.map((one) => `gone ${timedUuid(one)}`))

  it.each<[string, boolean, ReadonlySet<string>, readonly string[]]>([
    ['is open still, where all or two agreed', false, raised(), [GONE, CHANGED]],
    [
      'is open still of a host that has not caught up yet',
      true,
      raised(),
      [GONE, CHANGED, `gone ${timedUuid(3)}`],
    ],
    [
      'is open of its last answer where this one raises the same',
      false,
      raised(4, 3),
      [GONE, CHANGED, `gone ${timedUuid(4)}`],
    ],
  ])('%s', (_, isCatchingUp, now, expected) => {
    expect([...stillOpen(new Set(OPEN), isCatchingUp, now)]).toEqual(expected)
  })

  it('is what its answers agreed on, what two of them showed, and what its last raised', () => {
    expect([...agreedOn(OPEN)]).toEqual([GONE, CHANGED])
    expect([...shownTwice(OPEN)]).toEqual([CHANGED])
    expect([...raisedByLast(OPEN)]).toEqual([`gone ${timedUuid(4)}`])
    expect([...shownOtherwise(OPEN)]).toEqual([`changed ${timedUuid(5)} {}`])
  })

  it('casts a doubt on all that was lacking, and on nothing that had changed', () => {
    expect([...doubtedIn(OPEN)]).toEqual([1, 3, 4].map((one) => timedUuid(one)))
    expect([...doubtedIn([`xgone ${timedUuid(1)}`, 'gone x', `${GONE} more`, ''])]).toEqual([])
  })
})
