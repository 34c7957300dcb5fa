import { describe, expect, it } from 'vitest'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { appendAll, publishing, rowAt } from '../support/asking.ts'
import { havingSeen } from '../support/believing.ts'
import { at, checkpoint } from '../support/listings.ts'

const ROWS = [
  rowAt('prod/dark', null, { outcome: 'timeout' }),
  rowAt('prod/gone', 60, { outcome: 'removed', coverage: 99.9 }),
  rowAt('prod/left', 60, { outcome: 'unwatched', alerts: 1 }),
  rowAt('prod/orders', 60, { coverage: 87.5 }),
]
const names = (items: readonly { readonly [key: string]: unknown }[] | undefined) =>
  items?.map((item) => `${String(item['name'])} ${String(item['status'])}`)

describe('the list of pipelines', () => {
  it('tells what is seen, what is not, and what is no longer there or no longer watched', async () => {
    const { ask } = await publishing({ rows: ROWS })
    const { items } = (await ask('/v0/pipelines')).json
    expect(names(items)).toEqual(['dark unobservable', 'gone removed', 'left removed', 'orders observed'])
    expect(items?.map(({ coverage }) => coverage)).toEqual([null, 99.9, null, 87.5])
  })

  it.each([
    ['observed', ['orders observed']],
    ['unobservable', ['dark unobservable']],
    ['removed', ['gone removed', 'left removed']],
  ])('shows only those that are %s', async (status, wanted) => {
    const { ask } = await publishing({ rows: ROWS })
    expect(names((await ask(`/v0/pipelines?status=${status}`)).json.items)).toEqual(wanted)
  })

  it('has the worst first: alerts, then what cannot be seen, what is gone last', async () => {
    const { ask } = await publishing({ rows: ROWS })
    expect(names((await ask('/v0/pipelines?sort=worst')).json.items)).toEqual([
      'left removed',
      'dark unobservable',
      'orders observed',
      'gone removed',
    ])
  })
})

describe('a plain name', () => {
  const heads = async () => {
    const ledger = createMemoryLedger()
    await appendAll(ledger, [havingSeen(checkpoint(1))])
    return ledger
  }
  const code = async (rows: Parameters<typeof publishing>[0]) => {
    const { ask } = await publishing({ ledger: await heads(), ...rows })
    const { status, json } = await ask('/v0/pipelines/orders/history')
    return [status, json.error_code ?? json.items?.length]
  }

  it('finds a pipeline that is gone or no longer watched', async () => {
    for (const outcome of ['removed', 'unwatched'] as const) {
      expect(await code({ rows: [rowAt('prod/orders', 60, { outcome })] })).toEqual([200, 1])
    }
  })

  it('means the one that is still there, whatever namesakes are gone', async () => {
    const gone = rowAt('a/orders', 60, { outcome: 'unwatched' })
    const other = rowAt('b/orders', 60, { outcome: 'removed' })
    expect(await code({ rows: [gone, rowAt('prod/orders', 60), other] })).toEqual([200, 1])
    const unseen = rowAt('prod/orders', 60, { outcome: 'timeout' })
    expect(await code({ rows: [gone, unseen, other] })).toEqual([200, 1])
  })

  it('is ambiguous where several are there, or none of several any more', async () => {
    const there = [rowAt('a/orders', 60), rowAt('prod/orders', 60)]
    expect(await code({ rows: there })).toEqual([400, 'AmbiguousPipelineName'])
    const gone = there.map((row) => ({ ...row, outcome: 'removed' as const }))
    expect(await code({ rows: gone })).toEqual([400, 'AmbiguousPipelineName'])
  })
})

it('a run shows how much of each source was seen, what nobody watches, and what was not covered', async () => {
  const told = {
    sources: [{ source: 'prod', host: 'h', watched: '2', unobservable: '0', list: 'had' }],
    sources_unlisted: [{ source: 'old', reason: 'http-404' }],
    not_covered: [{ pipeline: 'prod/spare' }],
    coverage: [{ pipeline: 'prod/orders', percent: '87.5' }],
    schedule_too_slow: [{ pipeline: 'prod/orders', checkpoint_seconds: '60', feed: false }],
  }
  const counts = { listed: '1', unobservable: '0', skipped: '0', entries: '1', configuration: 'c' }
  const data = { ...counts, started_at: at(0), finished_at: at(1), ...told }
  const draft = { at: at(1), by: 'recorder', epoch: null, evidence: [], ledger: 'recorder/0', run: 'r' }
  const ledger = createMemoryLedger()
  const { sources: _s, not_covered: _n, coverage: _c, schedule_too_slow: _t, ...older } = data
  await appendAll(
    ledger,
    sealAll(undefined, { ...draft, events: [{ kind: 'run-completed', severity: 'silent', data: older }] }),
  )
  const before = await ledger.head('recorder/0')
  await appendAll(
    ledger,
    sealAll(before, { ...draft, events: [{ kind: 'run-completed', severity: 'silent', data }] }),
  )
  const { ask } = await publishing({ ledger })
  const { items } = (await ask('/v0/runs')).json
  expect(items?.[0]).toMatchObject(told)
  // A run of before these were told.
  expect(items?.[1]).toMatchObject({ sources: [], not_covered: [], coverage: [], schedule_too_slow: [] })
})
