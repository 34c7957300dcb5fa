import { describe, expect, it } from 'vitest'
import type { Alert, LedgerEvent, Life, Overview } from '../../lambdas/publisher/page/asking/answers.ts'
import { watchedIn, worstFirst } from '../../lambdas/publisher/page/overview/standing.ts'
import { verdictOn } from '../../lambdas/publisher/page/overview/verdict.ts'
import { visibleRows } from '../../lambdas/publisher/page/overview/visible-rows.ts'
import { localField, readPeriod } from '../../lambdas/publisher/page/period.ts'
import { ticksIn, xOf } from '../../lambdas/publisher/page/pipeline/time-axis.ts'
import { timelineOf } from '../../lambdas/publisher/page/pipeline/timeline.ts'
import { pipelineLink, readRoute, withChoice } from '../../lambdas/publisher/page/route.ts'
import { heartbeatOf } from '../../lambdas/publisher/page/runs/heartbeat.ts'
import { ago, bytes, duration, grouped } from '../../lambdas/publisher/page/words.ts'
import { at, T0 } from '../support/listings.ts'

describe('an address', () => {
  it.each([
    ['', { view: 'overview' }],
    ['#/', { view: 'overview' }],
    ['#/?q=a', { view: 'overview' }],
    ['#/alerts', { view: 'alerts' }],
    ['#/alerts/0f', { view: 'alert', id: '0f' }],
    ['#/pipelines/prod/a%2Fb%23', { view: 'pipeline', source: 'prod', name: 'a/b#' }],
    ['#/pipelines/prod/o/u', { view: 'checkpoint', source: 'prod', name: 'o', uuid: 'u' }],
    ['#/pipelines/prod', { view: 'nowhere' }],
    ['#/runs/x', { view: 'nowhere' }],
    ['#/%E0%A4', { view: 'nowhere' }],
    ['#javascript:alert(1)', { view: 'nowhere' }],
  ])('%s leads to one view', (hash, place) => {
    expect(readRoute(hash).place).toEqual(place)
  })

  it('leads to a pipeline of any name, and carries what is chosen', () => {
    const name = 'a/b?c#d e%'
    expect(readRoute(pipelineLink('prod', name, 'u')).place).toEqual({
      view: 'checkpoint',
      source: 'prod',
      name,
      uuid: 'u',
    })
    const { choice } = readRoute(withChoice('#/', { q: 'a&b', state: '', source: undefined }))
    expect([...choice]).toEqual([['q', 'a&b']])
  })
})

describe('words', () => {
  it('say durations in at most two units', () => {
    expect([0, 1, 59, 60, 200, 3_600, 5_400, 90_000, 864_000].map(duration)).toEqual([
      '0 s',
      '1 s',
      '59 s',
      '1 m',
      '3 m 20 s',
      '1 h',
      '1 h 30 m',
      '1 d 1 h',
      '10 d',
    ])
    expect([1, 65].map(ago)).toEqual(['just now', '1 m 5 s ago'])
  })

  it('never make a number of digits that a number cannot hold', () => {
    expect(grouped('18446744073709551615').replaceAll('\u202f', '')).toBe('18446744073709551615')
    expect([bytes('0'), bytes('999'), bytes('1500'), bytes('250000000')]).toEqual([
      '0 B',
      '999 B',
      '1.5 kB',
      '250 MB',
    ])
  })
})

describe('a period', () => {
  it('is as the address has it; what is no time is left out', () => {
    const read = (text: string) => readPeriod(new URLSearchParams(text), T0)
    expect(read('')).toEqual({ last: 'newest', from: undefined, to: undefined })
    expect(read('last=1h')).toEqual({ last: '1h', from: at(-3_600), to: undefined })
    expect(read('last=nonsense').last).toBe('newest')
    expect(read(`from=${at(0)}&to=never`)).toEqual({ last: 'exact', from: at(0), to: undefined })
    expect(localField(undefined)).toBe('')
    expect(localField(at(0))).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/)
  })
})

describe('the axis of time', () => {
  it('has round moments, no more than have room, and nothing outside of it', () => {
    for (const span of [10, 600, 7_200, 86_400, 2_592_000, 315_360_000]) {
      const window = { fromMs: T0, toMs: T0 + span * 1_000, widthPx: 900 }
      const ticks = ticksIn(window)
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(11)
      for (const { x } of ticks) expect(x >= 0 && x <= 900).toBe(true)
    }
    expect([-5, 5, 20].map((ms) => xOf(ms, { fromMs: 0, toMs: 10, widthPx: 100 }))).toEqual([0, 50, 100])
  })
})

describe('rows near the window', () => {
  it('are all that are seen and a few around them, wherever one has scrolled to', () => {
    const many = 10_000
    for (const topPx of [500, 0, -44_000, -440_000, -10_000_000]) {
      const { from, to } = visibleRows(many, { rowPx: 44, topPx, windowPx: 800 })
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(many)
      expect(to - from).toBeLessThan(60)
      const seen = Math.floor(-topPx / 44)
      if (seen >= 0 && seen < many) expect(from <= seen && seen < to).toBe(true)
    }
    expect(visibleRows(0, { rowPx: 44, topPx: 0, windowPx: 800 })).toEqual({ from: 0, to: 0 })
  })
})

const LIFE: Life = {
  uuid: 'u',
  created_at: at(0),
  fingerprint: '1',
  size: null,
  steps: null,
  processed_records: null,
  identifier: null,
  first_seen_at: at(0),
  last_seen_at: at(10),
  ended_at: at(20),
  status: 'retired',
  held: null,
  holds: [],
} as unknown as Life

describe('a timeline', () => {
  it('never lays two lives that overlap on one lane, and uses a lane again', () => {
    const life = (uuid: string, from: number, to: number | null) => ({
      ...LIFE,
      uuid,
      first_seen_at: at(from),
      last_seen_at: at(from + 1),
      ended_at: to === null ? null : at(to),
    })
    const lives = [life('c', 25, null), life('b', 10, 30), life('a', 0, 20)] as unknown as readonly Life[]
    const { bars, lanes } = timelineOf(lives, [], T0 + 60_000)
    expect(bars.map((bar) => [bar.life.uuid, bar.lane])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ])
    expect(lanes).toBe(2)
    expect(bars.at(-1)).toMatchObject({ toMs: T0 + 60_000, seenMs: T0 + 60_000 })
    expect(bars[0]).toMatchObject({ seenMs: T0 + 1_000, toMs: T0 + 20_000 })
  })

  it('shows when nothing could be seen, until it could again or until now, and what may have gone unseen', () => {
    const event = (kind: string, seconds: number, data: object) =>
      ({ kind, at: at(seconds), severity: 'warning', data }) as unknown as LedgerEvent
    const { spans } = timelineOf(
      [],
      [
        event('coverage-gap', 90, { from: at(70), to: at(80) }),
        event('pipeline-unobservable', 60, { since: at(50), detail: 'timeout' }),
        event('pipeline-observable', 40, { since: at(10), reason: 'network' }),
        event('pipeline-unobservable', 30, { since: at(10), detail: 'no connection' }),
      ],
      T0 + 100_000,
    )
    const seconds = spans.map(({ kind, fromMs, toMs, words }) => [
      kind,
      (fromMs - T0) / 1_000,
      (toMs - T0) / 1_000,
      words,
    ])
    expect(seconds).toEqual([
      ['gap', 70, 80, 'checkpoints may have come and gone unseen'],
      ['unobserved', 10, 40, 'no connection'],
      ['unobserved', 50, 100, 'timeout'],
    ])
  })
})

describe('the heartbeat', () => {
  const run = (seconds: number, took = 1, shard = '0') => ({
    run_id: String(seconds),
    shard,
    started_at: at(seconds),
    finished_at: at(seconds + took),
    unobservable: 0,
    skipped: 0,
  })

  it('shows every missed tick, and where there was none shows none', () => {
    const whole = [240, 180, 120, 60, 0].map((s) => run(s))
    expect(heartbeatOf(whole, T0 + 250_000).missed).toEqual([])
    const torn = [300, 240, 60, 0].map((s) => run(s))
    expect(heartbeatOf(torn, T0 + 310_000).missed).toEqual([
      { fromMs: T0 + 61_000, toMs: T0 + 240_000, runs: 2 },
    ])
  })

  it('counts what is missing up to now, but not the tick that is only due', () => {
    const runs = [120, 60, 0].map((s) => run(s))
    expect(heartbeatOf(runs, T0 + 239_000).missed).toEqual([])
    expect(heartbeatOf(runs, T0 + 421_000).missed).toEqual([
      { fromMs: T0 + 121_000, toMs: T0 + 421_000, runs: 5 },
    ])
  })

  it('takes a tick that fell into a long run for dropped, not for missed', () => {
    expect(heartbeatOf([run(240), run(180), run(0, 130), run(-60), run(-120)], T0 + 250_000).missed).toEqual(
      [],
    )
  })

  it('finds what one shard missed while the other went on', () => {
    const first = [240, 180, 120, 60, 0].map((s) => run(s))
    const second = [240, 60, 0].map((s) => run(s + 5, 1, '1'))
    const both = [...first, ...second].toSorted((x, y) => (x.started_at < y.started_at ? 1 : -1))
    expect(heartbeatOf(both, T0 + 250_000).missed).toEqual([
      { fromMs: T0 + 66_000, toMs: T0 + 245_000, runs: 2 },
    ])
  })

  it('tells shards apart, and lays a row so that its beats can be told apart', () => {
    const both = [run(60), run(60, 1, '1'), run(0), run(0, 1, '1'), run(-60), run(-60, 1, '1')]
    const { missed, periodMs, rowMs, rows } = heartbeatOf(both, T0 + 70_000)
    expect(missed).toEqual([])
    expect([periodMs, rowMs]).toEqual([60_000, 3_600_000])
    expect(rows.reduce((sum, { beats }) => sum + beats.length, 0)).toBe(6)
    expect(heartbeatOf([], T0)).toMatchObject({ rows: [], missed: [], periodMs: null })
  })
})

describe('how a pipeline stands', () => {
  const overview = (rows: readonly (readonly unknown[])[], more: object = {}) =>
    ({
      generated_at: at(0),
      last_run: {
        run_id: 'r',
        started_at: at(-2),
        finished_at: at(-1),
        listed: 1,
        unobservable: 0,
        skipped: 0,
      },
      seconds_between_runs: 60,
      sources: ['prod'],
      outcomes: ['observed', 'timeout', 'removed', 'stopped'],
      log: { origin: 'o', size: '1', root: 'r' },
      rows,
      ...more,
    }) as unknown as Overview
  const row = (
    name: string,
    outcome = 0,
    {
      listed = 2,
      alerts = 0,
      firing = 0,
      suspected = 0,
      age = 10,
      stale = null as number | null,
      unseen = null as number | null,
    } = {},
  ) => [0, name, outcome, listed, alerts, firing, suspected, age, 60, stale, 1, unseen, 100]
  const alert = (pipeline: string, severity: string) =>
    ({ pipeline, severity, kind: 'checkpoint-missing' }) as unknown as Alert

  it('is the worst that is known of it, worst first', () => {
    const rows = [
      row('good'),
      row('gone', 2),
      row('stopped', 3),
      row('acknowledged', 0, { alerts: 1 }),
      row('checking', 0, { suspected: 1 }),
      row('empty', 0, { listed: 0 }),
      row('late', 0, { age: 700, stale: 600 }),
      row('unseen', 1, { unseen: 30 }),
      row('warning'),
      row('critical', 1, { unseen: 30 }),
    ]
    const firing = [
      alert('prod/warning', 'warning'),
      alert('prod/critical', 'warning'),
      alert('prod/critical', 'critical'),
    ]
    const sorted = worstFirst(watchedIn(overview(rows), firing, true))
    expect(sorted.map(({ name }) => name)).toEqual(sorted.map(({ standing }) => standing))
    expect(sorted.map(({ standing }) => standing)).toEqual([
      'critical',
      'warning',
      'unseen',
      'late',
      'empty',
      'checking',
      'acknowledged',
      'stopped',
      'good',
      'gone',
    ])
  })

  it('goes by the rows where more alerts fire than could be asked for', () => {
    const [one] = watchedIn(overview([row('many', 0, { alerts: 9, firing: 7 })]), [], false)
    expect(one).toMatchObject({ standing: 'warning', warnings: 7 })
    const [acknowledged] = watchedIn(overview([row('one', 0, { alerts: 1, firing: 1 })]), [], true)
    expect(acknowledged).toMatchObject({ standing: 'acknowledged', warnings: 0 })
  })

  it('is worth nothing when nobody looks: that is said before all else', () => {
    const seen = overview([row('a')])
    const all = watchedIn(seen, [], true)
    expect(verdictOn(seen, all, [], 10)).toMatchObject({ tone: 'good', title: 'Every backup is there' })
    expect(verdictOn(seen, all, [], 1_000)).toMatchObject({ tone: 'critical', title: 'Nobody is looking' })
    const empty = overview([])
    expect(verdictOn(empty, [], [], 0).title).toBe('Nothing is watched yet')
  })

  it('names the one that is in danger, and of many the first', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => row(name))
    const firing = ['a', 'b', 'c', 'd'].map((name) => alert(`prod/${name}`, 'critical'))
    const told = (alerts: readonly Alert[]) =>
      verdictOn(overview(rows), worstFirst(watchedIn(overview(rows), alerts, true)), alerts, 0)
    expect(told(firing.slice(0, 1))).toMatchObject({
      title: 'prod/a is in danger',
      words: 'Checkpoint missing. 4 others are fine.',
    })
    expect(told(firing)).toMatchObject({
      title: '4 pipelines are in danger',
      words: 'Checkpoint missing × 4: prod/a, prod/b, prod/c and 1 more. 1 other is fine.',
    })
  })
})
