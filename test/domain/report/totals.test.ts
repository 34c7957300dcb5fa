import { describe, expect, it } from 'vitest'
import type { PipelineFigures } from '../../../lambdas/domain/report/pipeline-figures.ts'
import { totalsFold } from '../../../lambdas/domain/report/totals.ts'
import { goodFigures } from '../../support/report-figures.ts'

const SUMMED = [
  'recorded',
  'retired',
  'missing',
  'cleared',
  'reappeared',
  'listed',
  'recorded_without_size',
  'listed_without_size',
  'unobservable_seconds',
  'uncovered_seconds',
  'fingerprint_changes',
  'metadata_changes',
  'lineage_changes',
  'alerts_raised',
  'alerts_critical',
  'alerts_open',
  'alerts_open_critical',
  'holds_placed',
  'holds_released',
  'holds_broken',
  'holds_lasting',
  'drill_count',
  'approval_count',
  'maintenance_count',
  'exception_count',
  'entry_count',
] as const

function totals(...pipelines: readonly Partial<PipelineFigures>[]) {
  const fold = totalsFold()
  for (const one of pipelines) fold.add(goodFigures(one))
  return fold.totals()
}

describe('the totals of a report', () => {
  it.each(SUMMED)('have the sum of %s, and of nothing else by it', (key) => {
    const [sum, none] = [totals({ [key]: 2 }, { [key]: 5 }), totals({}, {})]
    const losing = key === 'missing' ? { pipelines_with_missing: 2 } : {}
    expect(sum).toEqual({ ...none, ...losing, [key]: 7 })
    expect(none[key]).toBe(0)
  })

  it('add up bytes exactly, beyond what a JS number holds', () => {
    expect(
      totals(
        { recorded_bytes: '9007199254740993', listed_bytes: '1' },
        { recorded_bytes: '2', listed_bytes: '9007199254740993' },
      ),
    ).toMatchObject({
      recorded_bytes: '9007199254740995',
      listed_bytes: '9007199254740994',
    })
  })

  it.each<[string, readonly Partial<PipelineFigures>[], object]>([
    ['how many there are', [{}, {}, {}], { pipelines: 3 }],
    ['how many lost something', [{ missing: 2 }, { missing: 1 }, {}], { pipelines_with_missing: 2 }],
    [
      'how many are covered in full',
      [{}, { coverage: 99.9 }, { coverage: null }],
      { pipelines_fully_covered: 1 },
    ],
    [
      'the lowest coverage of those that have one',
      [{ coverage: 99.9 }, { coverage: 12.5 }, { coverage: null }, {}],
      { coverage_lowest: 12.5 },
    ],
    ['no coverage where none has one', [{ coverage: null }], { coverage_lowest: null }],
    [
      'what became of them',
      [{ status: 'unobservable' }, { status: 'unobservable' }, { status: 'removed' }, {}],
      { pipelines_unobservable: 2, pipelines_removed: 1, pipelines_not_observed: 0 },
    ],
    [
      'of how many nothing was seen, but for those that are gone',
      [
        { observed_until: null },
        { observed_until: null, status: 'nothing-recorded' },
        { observed_until: null, status: 'removed' },
        {},
      ],
      { pipelines_not_observed: 2 },
    ],
    ['and of nothing nothing', [], { pipelines: 0, coverage_lowest: null, recorded: 0, recorded_bytes: '0' }],
  ])('have %s', (_, pipelines, expected) => {
    expect(totals(...pipelines)).toMatchObject(expected)
  })
})
