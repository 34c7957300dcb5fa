import { describe, expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { appendAll, publishing, rowAt } from '../support/asking.ts'
import { at } from '../support/listings.ts'
import { manyRows } from '../support/many-pipelines.ts'

/** The entries of two runs, a minute apart. */
function twoRuns() {
  const draft = { evidence: [], by: 'recorder', epoch: null, ledger: 'recorder/0', run: 'run' }
  const counts = { listed: '2', unobservable: '1', skipped: '0', entries: '1' }
  const run = (seconds: number) => {
    const data = { started_at: at(seconds), finished_at: at(seconds + 2), ...counts }
    const event = { kind: 'run-completed', severity: 'silent', data } as const
    return { ...draft, at: at(seconds + 2), events: [event] }
  }
  const first = sealAll(undefined, run(0))
  return [...first, ...sealAll(first.at(-1), run(60))]
}

describe('GET /v0/overview', () => {
  it('gives every pipeline in a row of its own, with what is known of it and ages by the clock of the server', async () => {
    const rows = [
      rowAt('prod/orders', 3_590, {
        listed: 2,
        alerts: 3,
        firing: 1,
        open: ['gone x'],
        newestAt: at(3_560),
        checkpointSeconds: 59.6,
        coverage: 99.5,
        policy: { ...DEFAULT_POLICY, staleAfterMs: 600_000 },
      }),
      rowAt('dev/a/b', null, { outcome: 'timeout', unseen: { since: at(3_000), reason: 'timeout' } }),
      rowAt('prod/gone', 0, { outcome: 'removed' }),
    ]
    const { ask } = await publishing({ rows })
    const { status, json } = await ask('/v0/overview')
    expect(status).toBe(200)
    expect(json).toEqual({
      generated_at: at(3_600),
      last_run: null,
      seconds_between_runs: null,
      log: { origin: 'log.example', size: '12', root: expect.any(String) },
      totals: { pipelines: 3, observed: 1, unobservable: 1, removed: 1, listed: 2, alerts: 3, firing: 1 },
      sources: ['dev', 'prod'],
      outcomes: ['timeout', 'removed', 'observed'],
      columns: [
        'source',
        'name',
        'outcome',
        'listed',
        'alerts',
        'firing',
        'suspected',
        'newest_age_seconds',
        'checkpoint_seconds',
        'stale_after_seconds',
        'observed_age_seconds',
        'unobservable_seconds',
        'coverage',
      ],
      rows: [
        [0, 'a/b', 0, 0, 0, 0, 0, null, null, null, null, 600, null],
        [1, 'gone', 1, 0, 0, 0, 0, null, null, null, 3_600, null, null],
        [1, 'orders', 2, 2, 3, 1, 1, 40, 60, 600, 10, null, 99.5],
      ],
    })
  })

  it('names the last run and what runs are apart', async () => {
    const ledger = createMemoryLedger()
    await appendAll(ledger, twoRuns())
    const { ask } = await publishing({ ledger })
    const { json } = await ask('/v0/overview')
    expect(json['last_run']).toEqual({
      run_id: 'run',
      started_at: at(60),
      finished_at: at(62),
      listed: 2,
      unobservable: 1,
      skipped: 0,
    })
    expect(json['seconds_between_runs']).toBe(60)
  })

  it('is at most 1 MB for 10,000 pipelines whose names have 30 characters', async () => {
    const { ask } = await publishing({ rows: manyRows(10_000) })
    const { text, json } = await ask('/v0/overview')
    expect(json['rows']).toHaveLength(10_000)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000_000)
  })
})
