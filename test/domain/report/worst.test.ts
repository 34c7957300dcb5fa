import { describe, expect, it } from 'vitest'
import type { PipelineFigures } from '../../../lambdas/domain/report/pipeline-figures.ts'
import { byWorst, worstOf } from '../../../lambdas/domain/report/worst.ts'
import { goodFigures } from '../../support/report-figures.ts'

/** From the worst on. */
const IN_ORDER: readonly Partial<PipelineFigures>[] = [
  { missing: 3 },
  { missing: 1, fingerprint_changes: 1 },
  { holds_broken: 1, alerts_open: 9 },
  { alerts_open_critical: 2 },
  { alerts_open_critical: 1, alerts_critical: 9 },
  { alerts_critical: 1 },
  { status: 'nothing-recorded', coverage: 0 },
  { status: 'unobservable' },
  { coverage: 50 },
  { coverage: 99, within_objective: 0 },
  { within_objective: 99 },
  { alerts_open: 2 },
  { alerts_open: 1 },
]
const named = IN_ORDER.map((one, i) =>
  goodFigures({ ...one, pipeline: `prod/${String(i).padStart(2, '0')}` }),
)
const names = (all: readonly PipelineFigures[]) => all.map(({ pipeline }) => pipeline)

describe('the pipelines to be looked at first', () => {
  it('are those that have lost something, then what is open, then what is not seen', () => {
    expect(names(named.toReversed().toSorted(byWorst))).toEqual(names(named))
    for (const [i, one] of named.slice(1).entries()) expect(byWorst(named[i] ?? one, one)).toBeLessThan(0)
  })

  it('are in the order of their names where they are alike', () => {
    const [a, b] = ['prod/a', 'prod/b'].map((pipeline) => goodFigures({ missing: 1, pipeline }))
    if (a === undefined || b === undefined) throw new Error('no pipelines')
    expect([b, a].toSorted(byWorst)).toEqual([a, b])
    expect([a, b].toSorted(byWorst)).toEqual([a, b])
  })

  it('are twenty at most, the worst, and none of which nothing is wrong', () => {
    const worst = worstOf()
    for (const one of named) worst.add(one)
    worst.add(goodFigures({ pipeline: 'prod/good' }))
    worst.add(goodFigures({ coverage: null, within_objective: null, pipeline: 'prod/new' }))
    worst.add(goodFigures({ within_objective: 100, pipeline: 'prod/young' }))
    worst.add(goodFigures({ status: 'removed', pipeline: 'prod/gone' }))
    expect(names(worst.all())).toEqual(names(named))
    for (let i = 0; i < 20; i += 1) worst.add(goodFigures({ missing: 9, pipeline: `test/${i}` }))
    expect(worst.all()).toHaveLength(20)
    expect(worst.all().every(({ missing }) => missing === 9)).toBe(true)
  })
})
