import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { EventKind } from '../../../lambdas/domain/event.ts'
import { together } from '../../../lambdas/domain/report/intervals.ts'
import { outagesAfter } from '../../../lambdas/domain/report/outages.ts'
import { at } from '../../support/listings.ts'

const PERIOD = { from: at(0), to: at(100) }
const lasting = (since: number, until: number) => ({ since: at(since), until: at(until) })

describe('times together', () => {
  it.each([
    ['apart', [lasting(0, 10), lasting(20, 50)], 40, 30],
    ['one within another', [lasting(0, 50), lasting(10, 20), lasting(30, 40)], 50, 50],
    ['overlapping, in any order', [lasting(30, 60), lasting(0, 40)], 60, 60],
    ['touching', [lasting(0, 10), lasting(10, 20)], 20, 20],
    ['beyond the period', [lasting(-50, 10), lasting(90, 500), lasting(200, 300)], 20, 10],
    ['none', [], 0, 0],
  ] as const)('%s', (_, intervals, seconds, longest) => {
    expect(together(PERIOD, intervals)).toEqual({ ms: seconds * 1_000, longestMs: longest * 1_000 })
  })
})

describe('outages', () => {
  const entry = (seconds: number, kind: EventKind, data: Entry['events'][number]['data'] = {}): Entry => {
    const content = {
      by: 'recorder',
      epoch: null,
      evidence: [],
      ledger: 'prod/x',
      run: null,
      seq: 1,
      prev: '',
    }
    return { ...content, at: at(seconds), events: [{ kind, severity: 'warning', data }], body: '', hash: '' }
  }

  it('begin when nothing was seen, not when that was said, and end by what is seen or said of the pipeline', () => {
    for (const end of ['pipeline-observable', 'pipeline-removed', 'pipeline-recreated'] as const) {
      const outages = outagesAfter({ unobservable: null })
      outages.add(entry(50, 'pipeline-unobservable', { since: at(20) }))
      expect(outages.open()).toBe(at(20))
      outages.add(entry(70, end))
      expect([outages.open(), outages.all(at(100))]).toEqual([null, [lasting(20, 70)]])
    }
  })

  it('that are said again began when they began', () => {
    const outages = outagesAfter({ unobservable: { since: at(-30), reason: 'timeout' } })
    outages.add(entry(10, 'pipeline-unobservable', { since: at(5) }))
    expect(outages.all(at(40))).toEqual([lasting(-30, 40)])
  })

  it('end where nobody watches the pipeline any more', () => {
    const outages = outagesAfter({ unobservable: { since: at(0), reason: 'timeout' } })
    outages.add(entry(30, 'alert-resolved', { by: 'unwatched', kind: 'checkpoint-missing' }))
    expect(outages.open()).toBe(at(0))
    outages.add(entry(40, 'alert-resolved', { by: 'unwatched', kind: 'pipeline-unobservable' }))
    expect(outages.all(at(100))).toEqual([lasting(0, 40)])
  })
})
