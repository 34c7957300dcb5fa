import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import type { AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import { exposition } from '../../lambdas/publisher/metrics/exposition.ts'
import { MOST_PIPELINES, pipelineFamilies } from '../../lambdas/publisher/metrics/pipeline-metrics.ts'
import { names, rows, section } from '../docs/pages.ts'
import { appendAll, publishing, rowAt } from '../support/asking.ts'
import { readExposition } from '../support/exposition-reader.ts'
import { at, T0 } from '../support/listings.ts'

const NEW = { listed: 2, alerts: 3, firing: 1, newestAt: at(50), coverage: 99.5 }

async function scene() {
  const ledger = createMemoryLedger()
  const counts = { listed: '2', unobservable: '1', skipped: '0', entries: '4' }
  const data = { ...counts, started_at: at(58), finished_at: at(60), configuration: 'c' }
  const draft = { at: at(60), by: 'recorder', epoch: null, evidence: [], ledger: 'recorder/0', run: 'run' }
  const events = [{ kind: 'run-completed', severity: 'silent', data }] as const
  await appendAll(ledger, sealAll(undefined, { ...draft, events }))
  const published = await publishing({
    ledger,
    rows: [
      rowAt('prod/orders', 60, NEW),
      rowAt('prod/dark', null),
      rowAt('prod/gone', 30, { outcome: 'removed' }),
      rowAt('test/a"b\\c\nd', 60),
    ],
  })
  await published.alerts.record(alert('1', 'firing'), alert('2', 'firing'), alert('3', 'acknowledged'))
  return published
}

function alert(digit: string, state: AlertRow['state']): AlertRow {
  return {
    id: digit.repeat(32),
    kind: 'checkpoint-missing',
    severity: 'critical',
    state,
    ledger: 'prod/orders',
    uuid: null,
    raisedAt: at(Number(digit)),
    acknowledgedAt: null,
    resolvedAt: null,
    actor: null,
    note: null,
    summary: '',
  }
}

async function scraped(target = '/metrics') {
  const { ask } = await scene()
  const { text, headers } = await ask(target)
  const families = readExposition(text)
  const of = (name: string) => {
    const { samples = [] } = families.get(`checkpoint_ledger_${name}`) ?? {}
    return samples.map(({ labels, value }) => [...labels.values(), value])
  }
  return { of, text, headers, families }
}

describe('the figures for Prometheus', () => {
  it('are explained in docs/api.md, each by its name, and none besides', async () => {
    const told = rows(section('docs/api.md', '## Figures for Prometheus')).flatMap(([cell = '']) =>
      names(cell),
    )
    const { families } = await scraped()
    expect(told.map((name) => `checkpoint_ledger_${name}`).toSorted()).toEqual(
      [...families.keys()].toSorted(),
    )
  })

  it('are in its text format, each with its help and type', async () => {
    const { headers, families } = await scraped()
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(families.size).toBe(21)
    for (const [name, { type, help }] of families) {
      expect([name, type]).toEqual([name, 'gauge'])
      expect(help.length).toBeGreaterThan(5)
    }
  })

  it('say of every pipeline that is there how it is', async () => {
    const { of } = await scraped()
    const odd = 'a"b\\c\nd'
    expect(of('pipeline_observed')).toEqual([
      ['prod', 'orders', 1],
      ['prod', 'dark', 0],
      ['test', odd, 1],
    ])
    const orders = (name: string) => of(name).find(([, pipeline]) => pipeline === 'orders')?.[2]
    expect(orders('pipeline_observed_timestamp_seconds')).toBe(T0 / 1_000 + 60)
    expect(orders('pipeline_newest_checkpoint_timestamp_seconds')).toBe(T0 / 1_000 + 50)
    expect(orders('pipeline_listed_checkpoints')).toBe(2)
    expect(orders('pipeline_open_alerts')).toBe(3)
    expect(orders('pipeline_firing_alerts')).toBe(1)
    expect(orders('pipeline_coverage_ratio')).toBe(0.995)
    // What is not known has no figure: a zero would be one.
    expect(of('pipeline_coverage_ratio')).toHaveLength(1)
    expect(of('pipeline_observed_timestamp_seconds').map(([, pipeline]) => pipeline)).toEqual(['orders', odd])
  })

  it('count pipelines, runs, alerts and the log', async () => {
    const { of } = await scraped()
    expect(of('pipelines')).toEqual([
      ['prod', 'observed', 1],
      ['prod', 'unobservable', 1],
      ['prod', 'removed', 1],
      ['test', 'observed', 1],
      ['test', 'unobservable', 0],
      ['test', 'removed', 0],
    ])
    expect(of('run_finished_timestamp_seconds')).toEqual([['0', T0 / 1_000 + 60]])
    expect(of('run_duration_seconds')).toEqual([['0', 2]])
    expect(of('run_entries')).toEqual([['0', 4]])
    expect(of('run_pipelines')).toEqual([
      ['0', 'listed', 2],
      ['0', 'unobservable', 1],
      ['0', 'skipped', 0],
    ])
    expect(of('firing_alerts')).toEqual([['checkpoint-missing', 'critical', 2]])
    expect(of('firing_alerts_complete')).toEqual([[1]])
    expect(of('log_entries')).toEqual([['log.example', 12]])
    expect(of('build_info')).toEqual([['1.2.3', 1]])
  })

  it('may be those of one source', async () => {
    const { of } = await scraped('/metrics?source=test')
    expect(of('pipelines').map(([source]) => source)).toEqual(['test', 'test', 'test'])
    expect(of('pipeline_observed')).toHaveLength(1)
  })

  it('are there before anything was ever seen', async () => {
    const { ask } = await publishing()
    expect(readExposition((await ask('/metrics')).text).size).toBe(21)
  })

  it('count at most 5,000 alerts and say that there are more', async () => {
    const { ask, alerts } = await publishing()
    const id = (n: number) => n.toString(16).padStart(32, '0')
    await alerts.record(...Array.from({ length: 5_001 }, (_, n) => ({ ...alert('1', 'firing'), id: id(n) })))
    const { text } = await ask('/metrics')
    expect(text).toContain(
      'checkpoint_ledger_firing_alerts{kind="checkpoint-missing",severity="critical"} 5000\n',
    )
    expect(text).toContain('checkpoint_ledger_firing_alerts_complete 0\n')
  })

  it('of more pipelines than an answer holds are those with most alerts, and how many are left out', () => {
    const names = Array.from({ length: MOST_PIPELINES + 5 }, (_, i) => `prod/a-pipeline-of-usual-length-${i}`)
    const text = exposition(
      pipelineFamilies(names.map((name) => ({ ...rowAt(name, 60, NEW), store: undefined }))),
    )
    expect(text).toContain('checkpoint_ledger_pipelines_not_shown 5\n')
    expect(text.match(/^checkpoint_ledger_pipeline_observed\{/gm)).toHaveLength(MOST_PIPELINES)
    expect(gzipSync(text).length).toBeLessThan(4_400_000)
  })

  it('can be read whatever a pipeline is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (help, value) => {
        const families = [{ name: 'one', help, samples: [{ labels: { label: value }, value: 1 }] }]
        const [sample] = readExposition(exposition(families)).get('one')?.samples ?? []
        expect(sample?.labels.get('label')).toBe(value)
      }),
    )
  })
})
