import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../../../lambdas/domain/policy.ts'
import { describePolicy } from '../../../../lambdas/domain/policy-text.ts'
import { COLUMNS } from '../../../../lambdas/domain/report/columns.ts'
import { pipelineSectionOf, statusBadge } from '../../../../lambdas/domain/report/html/pipeline.ts'
import { at, timedUuid } from '../../../support/listings.ts'
import { goodFigures } from '../../../support/report-figures.ts'

const words = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

describe('the section of a pipeline', () => {
  it('has every figure that the CSV has, once', () => {
    const { markup } = pipelineSectionOf(goodFigures())
    const figures = [...markup.matchAll(/data-figure="([^"]*)"/g)].map(([, name]) => name)
    expect(figures.toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual(COLUMNS.toSorted())
  })

  it('says what each of them is, in its unit', () => {
    const text = words(
      pipelineSectionOf(
        goodFigures({
          recorded: 1_440,
          recorded_bytes: '9007199254740993',
          coverage: 99.5,
          longest_gap_seconds: 61,
          longest_gap_from: at(60),
          oldest: timedUuid(5),
          oldest_at: at(5),
          configuration: 'c0ffee',
        }),
      ).markup,
    )
    for (const part of [
      'Checkpoints Recorded 1 440 Retired 0 Missing 0 Cleared 0 Reappeared 0 Listed at the end 0',
      'Sizes Recorded 9 007 199 254 740 993 B without a size 0 Listed 0 B',
      'Changes Fingerprints in use 0 Fingerprint changed 0 Metadata changed 0 Lineage changed 0',
      'Observation Observed from 2026-11-01 00:00:00 until 2026-11-02 00:00:00 Coverage 99.5 % Not covered 0 s',
      'Longest gap 1 min 1 s from 2026-11-01 00:01:00 to –',
      `${timedUuid(5)} · begun 2026-11-01 00:00:05`,
      'c0ffee · this policy since 2026-11-01 00:00:00',
    ])
      expect(text).toContain(part)
  })

  it('says under what policy it was, or why nobody knows', () => {
    const of = (other: Parameters<typeof goodFigures>[0]) =>
      words(pipelineSectionOf(goodFigures(other)).markup)
    expect(of({ policy: describePolicy(DEFAULT_POLICY) })).toContain(
      'Policy at the end keepLast 2 · confirmAfter [&quot;5s&quot;,&quot;30s&quot;] · staleAfter null',
    )
    expect(of({ policy: null, watched: false })).toContain('none: no configuration names it')
    expect(of({ policy: null, watched: null })).toContain(
      'not known: the configuration is not kept or cannot be read',
    )
  })
})

describe('the badge of a pipeline', () => {
  it.each([
    ['observed', 'good', 'observed'],
    ['removed', 'none', 'removed'],
    ['unobservable', 'bad', 'unobservable'],
    ['nothing-recorded', 'bad', 'nothing recorded'],
  ] as const)('of one that is %s is %s', (status, mark, says) => {
    const { markup } = statusBadge({ status, watched: true })
    expect(markup).toContain(`<span class="badge ${mark}">`)
    expect(words(markup)).toBe(`${says} yes`)
  })

  it('says where the configuration does not name it', () => {
    const of = (watched: boolean | null) => words(statusBadge({ status: 'observed', watched }).markup)
    expect([of(false), of(null)]).toEqual(['observed not watched no', 'observed –'])
  })
})
