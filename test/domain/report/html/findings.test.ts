import { describe, expect, it } from 'vitest'
import { cover } from '../../../../lambdas/domain/report/html/cover.ts'
import { findingsOf } from '../../../../lambdas/domain/report/html/findings.ts'
import { summary } from '../../../../lambdas/domain/report/html/summary.ts'
import type { ReportHead } from '../../../../lambdas/domain/report/report-form.ts'
import { ALL_PIPELINES } from '../../../../lambdas/domain/report/selection.ts'
import { at } from '../../../support/listings.ts'
import { goodFigures, headOf, SHARD } from '../../../support/report-figures.ts'

const GOOD = [goodFigures(), goodFigures()]
const CONFIGURATION = { shard: '0', hash: 'c0', since: at(0), until: null, readable: true }
const ALERT: ReportHead['source_alerts'][number] = {
  id: 'a1',
  kind: 'fingerprint-format-changed',
  severity: 'warning',
  uuid: null,
  raised_at: at(1),
  acknowledged_at: at(2),
  resolved_at: null,
  resolved_by: null,
  actor: 'ana',
  note: null,
}
/** What people see of markup. */
const words = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,;:)])/g, '$1')
    .trim()

describe('what a reader must not miss', () => {
  it('is nothing where nothing is wrong', () => {
    expect(findingsOf(headOf(GOOD, { configurations: [CONFIGURATION] }))).toEqual([])
  })

  it.each<[string, Partial<ReportHead['totals']>, string]>([
    ['a loss', { missing: 1, pipelines_with_missing: 1 }, '1 checkpoint went missing in 1 pipeline.'],
    ['losses', { missing: 3, pipelines_with_missing: 2 }, '3 checkpoints went missing in 2 pipelines.'],
    [
      'a changed fingerprint',
      { fingerprint_changes: 1 },
      '1 fingerprint changed on checkpoints that were recorded already.',
    ],
    [
      'changed fingerprints',
      { fingerprint_changes: 2 },
      '2 fingerprints changed on checkpoints that were recorded already.',
    ],
    ['a broken hold', { holds_broken: 1 }, '1 hold was broken: a checkpoint that somebody held is gone.'],
    ['broken holds', { holds_broken: 2 }, '2 holds were broken: a checkpoint that somebody held is gone.'],
    ['an open critical alert', { alerts_open_critical: 1 }, '1 critical alert was open at the end.'],
    ['open critical alerts', { alerts_open_critical: 2 }, '2 critical alerts were open at the end.'],
    [
      'a run that looked at nothing',
      { runs_failed: 1 },
      '1 run looked at nothing, though there was something to look at.',
    ],
    [
      'runs that looked at nothing',
      { runs_failed: 2 },
      '2 runs looked at nothing, though there was something to look at.',
    ],
    [
      'one of which nothing was seen',
      { pipelines_not_observed: 1 },
      'Nothing was seen of 1 pipeline in the period: no complete answer is recorded.',
    ],
    [
      'those of which nothing was seen',
      { pipelines_not_observed: 2 },
      'Nothing was seen of 2 pipelines in the period: no complete answer is recorded.',
    ],
    ['one that is not seen now', { pipelines_unobservable: 1 }, '1 pipeline could not be seen at the end.'],
    [
      'those that are not seen now',
      { pipelines_unobservable: 2 },
      '2 pipelines could not be seen at the end.',
    ],
    [
      'what is not covered',
      { coverage_lowest: 99.9, pipelines_fully_covered: 1 },
      'Coverage is complete for 1 of 2 pipelines; the lowest is 99.9 %.',
    ],
    [
      'an exception',
      { exception_count: 1 },
      '1 event was recorded and not alarmed, because somebody had approved it before; the reasons stand with the pipelines.',
    ],
    [
      'exceptions',
      { exception_count: 2 },
      '2 events were recorded and not alarmed, because somebody had approved them before; the reasons stand with the pipelines.',
    ],
    [
      'a run that could not name all',
      { runs_cut: 1 },
      '1 run could not name all pipelines that were not seen: the times unobserved of single pipelines may be too short.',
    ],
    [
      'runs that could not name all',
      { runs_cut: 2 },
      '2 runs could not name all pipelines that were not seen: the times unobserved of single pipelines may be too short.',
    ],
  ])('is %s', (_, totals, says) => {
    expect(findingsOf(headOf(GOOD, {}, totals)).map(({ markup }) => words(markup))).toEqual([says])
  })

  it.each<[string, Partial<ReportHead>, readonly string[]]>([
    [
      'a missed run of each shard, and the longest time without one',
      {
        runs: [
          SHARD,
          { ...SHARD, shard: '1', missed: 1 },
          { ...SHARD, shard: '2', missed: 2, expected: 9 },
          { ...SHARD, shard: '3', missed: null },
        ],
      },
      [
        '1 run was missed (shard 1), of 1440 expected; the longest time between two runs was 1 min 1 s, from 2026-11-01 00:01:00 to 2026-11-01 00:02:01.',
        '2 runs were missed (shard 2), of 9 expected; the longest time between two runs was 1 min 1 s, from 2026-11-01 00:01:00 to 2026-11-01 00:02:01.',
      ],
    ],
    [
      'that there was no run',
      { runs: [] },
      ['No run is recorded up to 2026-11-02 00:00:00: nobody is known to have looked.'],
    ],
    ['an alert about a source', { source_alerts: [ALERT] }, ['1 alert was about a source as a whole.']],
    [
      'alerts about a source',
      { source_alerts: [ALERT, ALERT] },
      ['2 alerts were about a source as a whole.'],
    ],
    [
      'a configuration that nobody can read',
      { configurations: [CONFIGURATION, { ...CONFIGURATION, readable: false }] },
      [
        'A configuration of the period is not kept, or cannot be read by this version: policies that it set are not known.',
      ],
    ],
  ])('is %s', (_, other, says) => {
    expect(findingsOf(headOf(GOOD, other)).map(({ markup }) => words(markup))).toEqual(says)
  })

  it('is the worst first', () => {
    const all = findingsOf(
      headOf(
        GOOD,
        { source_alerts: [ALERT], configurations: [{ ...CONFIGURATION, readable: false }] },
        { missing: 1, fingerprint_changes: 1, holds_broken: 1, runs_cut: 1, exception_count: 1 },
      ),
    )
    expect(all.map(({ markup }) => words(markup).split(' ').slice(0, 2).join(' '))).toEqual([
      '1 checkpoint',
      '1 fingerprint',
      '1 hold',
      '1 event',
      '1 alert',
      '1 run',
      'A configuration',
    ])
  })
})

describe('the summary', () => {
  const of = (other: Partial<ReportHead> = {}, totals: Partial<ReportHead['totals']> = {}) =>
    summary(headOf(GOOD, other, totals), []).markup

  it('says that there is nothing of note only where there is nothing', () => {
    expect(of()).toContain('Nothing of note:')
    expect(of()).not.toContain('<ul')
    expect(of({}, { missing: 1 })).not.toContain('Nothing of note:')
    expect(of({}, { missing: 1 })).toContain('<ul class="findings"><li><b>1 checkpoint')
  })

  it.each<[keyof ReportHead['totals'], string, number]>([
    ['missing', 'tile bad', 1],
    ['runs_missed', 'tile warn', 1],
    ['alerts_critical', 'tile warn', 1],
    ['exception_count', 'tile warn', 1],
    ['coverage_lowest', 'tile warn', 99.9],
  ])('marks %s where it is not as it should be', (key, mark, value) => {
    expect(of()).not.toMatch(/class="tile (?:bad|warn)"/)
    expect(of({}, { [key]: null })).not.toMatch(/class="tile (?:bad|warn)"/)
    expect(of({}, { [key]: value })).toContain(
      `<div class="${mark}"><b><data data-figure="total_${key}" value="${value}"`,
    )
  })

  it('counts one pipeline as one', () => {
    expect(words(summary(headOf([goodFigures()]), []).markup)).toContain(' 1 pipeline 0 checkpoints recorded')
    expect(words(of())).toContain(' 2 pipelines 0 checkpoints recorded')
  })

  it('has a row for each run, configuration, alert and sign-off', () => {
    const signed = { at: at(5), actor: 'grace', from: at(1), to: at(2), sha256: 'abc', note: null }
    const text = words(
      of({
        configurations: [CONFIGURATION, { ...CONFIGURATION, hash: 'c1', until: at(60), readable: false }],
        source_alerts: [ALERT],
        sign_offs: [signed],
      }),
    )
    expect(text).toContain(
      'Runs: proof that somebody looked Shard Expected Done Failed Missed Every Longest between First Last Looks: listed unobs. skipped 0 1 440 1 440 0 0 1 min 1 min 1 s 2026-11-01 00:00:00 2026-11-01 23:59:00 1 440 0 0',
    )
    expect(text).toContain(
      'Shard Configuration Since Until Readable 0 c0 2026-11-01 00:00:00 the end yes 0 c1 2026-11-01 00:00:00 2026-11-01 00:01:00 no',
    )
    expect(text).toContain(
      'Kind Severity Raised Acknowledged Resolved By fingerprint format changed warning 2026-11-01 00:00:01 2026-11-01 00:00:02 – ana',
    )
    expect(text).toContain(
      'Signed off By Period SHA-256 Note 2026-11-01 00:00:05 grace 2026-11-01 00:00:01 to 2026-11-01 00:00:02 abc –',
    )
  })

  it('shows in red what is missing of a pipeline, and nothing else', () => {
    const rows = (missing: number) => summary(headOf(GOOD), [goodFigures({ missing, alerts_open: 4 })]).markup
    expect(rows(2)).toContain('<b class="bad">2</b>')
    expect(rows(0)).not.toContain('class="bad"')
    expect(words(rows(2))).toContain(
      'Pipelines that need to be looked at first Pipeline Rec. Ret. Miss. Clear. Listed Longest gap Unobservable Coverage Open alerts prod/orders 0 0 2 0 0 – 0 s 100.0 % 4',
    )
  })
})

describe('the cover', () => {
  const of = (other: Partial<ReportHead> = {}, totals: Partial<ReportHead['totals']> = {}) =>
    words(cover(headOf(GOOD, other, totals), 'abc').markup)

  it('says of what time it is, how long that is, and by what it is recognised', () => {
    expect(of()).toContain(
      '2026-11-01 00:00:00 to 2026-11-02 00:00:00 UTC (1 d; the end is not included) settled',
    )
    expect(of()).toContain('SHA-256 of this report abc')
    expect(of()).toContain('Log log.example size 7, root AA==')
    expect(of()).toContain(`Period ${at(0)} ≤ t &lt; ${at(86_400)}`)
  })

  it('is provisional until it has settled', () => {
    expect(of({ generated_at: at(87_300) })).not.toMatch(/provisional/i)
    expect(of({ generated_at: at(87_299) })).toContain(
      'provisional Provisional: this was generated before 2026-11-02 00:15:00',
    )
  })

  it.each<[string, Partial<ReportHead['selection']>, Partial<ReportHead['totals']>, string]>([
    ['all', {}, {}, 'all: 2 pipelines'],
    ['one', {}, { pipelines: 1 }, 'all: 1 pipeline Period'],
    [
      'all but those that ended before',
      {},
      { pipelines_ended_before: 3 },
      'all: 2 pipelines; 3 that ended before the period are left out',
    ],
    ['those of a source', { source: 'prod' }, {}, 'Pipelines source prod: 2 pipelines'],
    ['those with a text in their names', { q: 'x' }, {}, 'Pipelines names with x in them: 2 pipelines'],
    [
      'those that fulfil all that was asked',
      { source: 'prod', q: 'x', pipelines: 'a*' },
      {},
      'Pipelines source prod, names with x in them, names that match a*: 2 pipelines',
    ],
  ])('says which pipelines it is about: %s', (_, selection, totals, says) => {
    expect(of({ selection: { ...ALL_PIPELINES, ...selection } }, totals)).toContain(says)
  })
})
