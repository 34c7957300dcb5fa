import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { EventData } from '../../../lambdas/domain/event.ts'
import { looksOf } from '../../../lambdas/domain/report/looks.ts'
import { runFold } from '../../../lambdas/domain/report/run-figures.ts'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { at } from '../../support/listings.ts'

const PERIOD = { from: at(0), to: at(600) }

function run(
  startedSeconds: number,
  notSeen: readonly EventData[] = [],
  { listed = '3', skipped = '0' } = {},
): Entry {
  const data = {
    started_at: at(startedSeconds),
    finished_at: at(startedSeconds + 1),
    listed,
    unobservable: String(notSeen.length),
    skipped,
    not_seen: notSeen,
  }
  const draft = {
    at: at(startedSeconds + 1),
    by: 'recorder',
    epoch: null,
    evidence: [],
    ledger: 'recorder/0',
    run: 'r',
  }
  const [sealed] = sealAll(undefined, {
    ...draft,
    events: [{ kind: 'run-completed', severity: 'silent', data }],
  })
  if (sealed === undefined) throw new Error('no entry')
  return sealed.entry
}

const figures = (starts: readonly number[], { before = [] as readonly number[], isOver = true } = {}) => {
  const fold = runFold(
    PERIOD,
    '0',
    before.map((one) => run(one)),
  )
  for (const one of starts) fold.add(run(one))
  return fold.figures(isOver)
}
const every = (seconds: number, from: number, to: number) =>
  Array.from({ length: Math.ceil((to - from) / seconds) }, (_, i) => from + i * seconds)

describe('runs', () => {
  it('have failed where they looked at nothing though there was something, and are done all the same', () => {
    const fold = runFold(PERIOD, '0', [])
    fold.add(run(0, [], { listed: '0', skipped: '3' }))
    fold.add(run(60, [], { listed: '1', skipped: '2' }))
    fold.add(run(120, ['prod/a'], { listed: '0', skipped: '2' }))
    fold.add(run(180, [], { listed: '0', skipped: '0' }))
    expect(fold.figures(false)).toMatchObject({ done: 4, failed: 1 })
  })

  it('are all there where one was made each time', () => {
    expect(figures(every(60, 0, 600))).toMatchObject({
      done: 10,
      expected: 10,
      missed: 0,
      period_seconds: 60,
    })
  })

  it('are missed between others, at the beginning and at the end of the period', () => {
    const gap = figures([0, 60, 120, 180, 420, 480, 540])
    expect(gap).toMatchObject({ done: 7, missed: 3, expected: 10, longest_between_seconds: 240 })
    expect(gap).toMatchObject({ longest_between_from: at(180), longest_between_to: at(420) })
    expect(figures(every(60, 240, 600), { before: [-120, -60] })).toMatchObject({ done: 6, missed: 4 })
    expect(figures(every(60, 0, 300))).toMatchObject({ done: 5, missed: 5 })
  })

  it('are not missed in a time that has not come', () => {
    expect(figures(every(60, 0, 300), { isOver: false })).toMatchObject({ done: 5, missed: 0 })
  })

  it('of a period without any are all missed, by the schedule before it', () => {
    const none = figures([], { before: every(60, -300, 0) })
    expect(none).toMatchObject({ done: 0, missed: 10, period_seconds: 60, first_at: null })
  })

  it('have no schedule where there was only one', () => {
    expect(figures([30])).toMatchObject({ done: 1, expected: null, missed: null, period_seconds: null })
  })

  it('that a little time lies between are not missed', () => {
    expect(figures([1, 62, 119, 181, 240, 303, 359, 421, 480, 541])).toMatchObject({ done: 10, missed: 0 })
  })
})

describe('looks at single pipelines', () => {
  const unseen = (pipeline: string, reason = 'timeout') => ({ pipeline, reason })

  it('are missing from the first run that did not see one to the first that did', () => {
    const looks = looksOf()
    looks.add('0', run(0))
    for (const s of [60, 120]) looks.add('0', run(s, [unseen('a/x')]))
    looks.add('0', run(180))
    looks.add('0', run(240, [unseen('a/y')]))
    expect(looks.of('a/x')).toEqual({
      runs: 2,
      unseen: [{ since: at(60), until: at(180), isStopped: false }],
    })
    expect(looks.of('a/y').unseen).toEqual([{ since: at(240), until: null, isStopped: false }])
    expect(looks.of('a/z')).toEqual({ runs: 0, unseen: [] })
    expect(looks.lookedUntil()).toBe(at(241))
  })

  it('are told apart by the reason: a stopped pipeline is not seen for a good one', () => {
    const looks = looksOf()
    looks.add('0', run(0, [unseen('a/x', 'stopped')]))
    looks.add('0', run(60, [unseen('a/x')]))
    looks.add('0', run(120))
    expect(looks.of('a/x').unseen).toEqual([
      { since: at(0), until: at(60), isStopped: true },
      { since: at(60), until: at(120), isStopped: false },
    ])
  })

  it('go on where they ended, and begin anew where one was seen in between', () => {
    const looks = looksOf()
    for (const [i, names] of [['a/x'], ['a/x', 'a/y'], ['a/y'], ['a/x'], []].entries())
      looks.add(
        '0',
        run(
          i * 60,
          names.map((name) => unseen(name)),
        ),
      )
    expect(looks.of('a/x')).toEqual({
      runs: 3,
      unseen: [
        { since: at(0), until: at(120), isStopped: false },
        { since: at(180), until: at(240), isStopped: false },
      ],
    })
    expect(looks.of('a/y').unseen).toEqual([{ since: at(60), until: at(180), isStopped: false }])
    expect(looks.unseenNames()).toEqual(['a/x', 'a/y'])
    expect(looks.cut()).toBe(0)
  })

  it('by two shards are told as each saw it', () => {
    const looks = looksOf()
    looks.add('0', run(0, [unseen('a/x')]))
    looks.add('1', run(30, [unseen('a/x')]))
    looks.add('0', run(60))
    expect(looks.of('a/x')).toMatchObject({ runs: 2, unseen: [{ since: at(0) }, { since: at(30) }] })
  })

  it('of one shard say nothing of the pipelines of another', () => {
    const looks = looksOf()
    looks.add('0', run(0, [unseen('a/x')]))
    looks.add('1', run(30))
    expect(looks.of('a/x').unseen).toEqual([{ since: at(0), until: null, isStopped: false }])
  })

  it('that a run could not name are not taken for seen', () => {
    const looks = looksOf()
    looks.add('0', run(0, [unseen('a/x')]))
    looks.add('0', run(60, [unseen('a/y'), { more: '7' }]))
    expect(looks.of('a/x').unseen).toMatchObject([{ until: null }])
    expect(looks.cut()).toBe(1)
  })
})
