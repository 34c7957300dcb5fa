import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import type { AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import { appendAll, LOG_ROOT, publishing, rowAt } from '../support/asking.ts'
import { following, havingSeen } from '../support/believing.ts'
import { at, checkpoint, FINGERPRINT, timedUuid, u64 } from '../support/listings.ts'

const ONE = '/v0/pipelines/orders'
const MAX = u64('18446744073709551615')
const ALERT: AlertRow = {
  id: 'a'.repeat(32),
  kind: 'checkpoint-missing',
  severity: 'critical',
  state: 'firing',
  ledger: 'prod/orders',
  uuid: timedUuid(1),
  raisedAt: at(5),
  acknowledgedAt: null,
  resolvedAt: null,
  actor: null,
  note: null,
  summary: 'gone',
}

async function seen(...checkpoints: readonly CheckpointMetadata[]) {
  const ledger = createMemoryLedger()
  await appendAll(ledger, [havingSeen(...checkpoints)])
  return publishing({ ledger, rows: [rowAt('prod/orders', 60)] })
}

describe('the Feldera-compatible list', () => {
  it('shows 64-bit integers digit for digit, with all six keys, oldest first', async () => {
    const { ask } = await seen(
      checkpoint(2, { fingerprint: MAX, size: MAX, steps: null, processed_records: null }),
      checkpoint(1),
    )
    const { text, headers } = await ask(`${ONE}/checkpoints`)
    expect(text).toBe(
      `[{"uuid":"${timedUuid(1)}","identifier":null,"fingerprint":${FINGERPRINT},"size":123456,"steps":1,"processed_records":10},` +
        `{"uuid":"${timedUuid(2)}","identifier":null,"fingerprint":${MAX},"size":${MAX},"steps":null,"processed_records":null}]`,
    )
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'checkpoint-ledger-observed-at': at(60),
      'checkpoint-ledger-log': `12 ${Buffer.from(LOG_ROOT).toString('base64')}`,
    })
  })

  it('is empty for a pipeline that never listed any, and is not there before the first look', async () => {
    const { ask } = await publishing({ rows: [rowAt('prod/empty', 60), rowAt('prod/dark', null)] })
    expect((await ask('/v0/pipelines/empty/checkpoints')).text).toBe('[]')
    expect((await ask('/v0/pipelines/dark/checkpoints')).json.error_code).toBe('NotObserved')
    expect((await ask(`/v0/pipelines/empty/checkpoints?at=${at(59)}`)).json.error_code).toBe('NotObserved')
    expect((await ask(`/v0/pipelines/empty/checkpoints?at=${at(60)}`)).text).toBe('[]')
  })

  it('bears parameters that Feldera’s clients send', async () => {
    const { ask } = await seen(checkpoint(1))
    expect((await ask(`${ONE}/checkpoints?selector=all`)).status).toBe(200)
    expect((await ask('/v0/config?x=1')).text).toBe('{"edition":"Enterprise","version":"1.2.3"}')
  })
})

describe('the lists', () => {
  it('show history in the order of recording, newest first, with 64-bit integers as text', async () => {
    const { ask } = await seen(checkpoint(1), checkpoint(2, { fingerprint: MAX }))
    const { json, text } = await ask(`${ONE}/history`)
    expect(json.items?.map(({ uuid }) => uuid)).toEqual([timedUuid(2), timedUuid(1)])
    expect(json.items?.[0]).toEqual({
      uuid: timedUuid(2),
      created_at: at(2),
      fingerprint: MAX,
      size: '123456',
      steps: '2',
      processed_records: '20',
      identifier: null,
      first_seen_at: at(0),
      last_seen_at: at(60),
      durability: 'listed',
      ended_at: null,
      status: 'listed',
      held: null,
      holds: [],
    })
    expect(text).toContain(`"${MAX}"`)
  })

  it('filter history by the half-open time of creation and by status', async () => {
    const { ask } = await seen(checkpoint(1), checkpoint(2), checkpoint(3))
    const within = await ask(`${ONE}/history?from=${at(1)}&to=${at(3)}`)
    expect(within.json.items?.map(({ uuid }) => uuid)).toEqual([timedUuid(2), timedUuid(1)])
    expect((await ask(`${ONE}/history?status=missing`)).json.items).toEqual([])
    expect((await ask(`${ONE}/history?status=listed`)).json.items).toHaveLength(3)
  })

  it('show each event with the entry that proves it, and filter by kind', async () => {
    const { ask, ledger } = await seen(checkpoint(1), checkpoint(2))
    const head = await ledger.head('prod/orders')
    const { json } = await ask(`${ONE}/events?kind=checkpoint-recorded`)
    expect(json.items).toHaveLength(2)
    expect(json.items?.[0]).toMatchObject({
      seq: '1',
      at: at(0),
      uuid: timedUuid(2),
      hash: head?.entry.hash,
      prev: '0'.repeat(64),
      run_id: 'run',
      evidence: [],
    })
    expect((await ask(`${ONE}/events?kind=checkpoint-missing`)).json.items).toEqual([])
    expect((await ask(`${ONE}/events?to=${at(0)}`)).json.items).toEqual([])
    expect((await ask(`${ONE}/events?from=${at(0)}`)).json.items).toHaveLength(2)
  })

  it('tell a checkpoint’s story, its alert included, oldest first', async () => {
    const before = havingSeen(checkpoint(1), checkpoint(2))
    const lost = following(before, [[checkpoint(1)]])
    const ledger = createMemoryLedger()
    await appendAll(ledger, [before, lost.head])
    const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 60)] })
    const { json } = await ask(`${ONE}/history/${timedUuid(2).toUpperCase()}`)
    expect(json).toMatchObject({ uuid: timedUuid(2), status: 'missing', ended_at: at(0) })
    expect(JSON.stringify(json['events'])).toMatch(/recorded.*"checkpoint-missing".*"alert-raised"/)
    expect(json['events']).toHaveLength(3)
  })

  it('show pipelines, filtered, and the worst first', async () => {
    const rows = [
      rowAt('prod/calm', 60, { listed: 2 }),
      rowAt('prod/dark', null),
      rowAt('test/hurt', 60, { alerts: 3 }),
    ]
    const { ask } = await publishing({ rows })
    const named = async (query: string) =>
      (await ask(`/v0/pipelines${query}`)).json.items?.map(({ pipeline }) => pipeline)
    expect(await named('')).toEqual(['prod/calm', 'prod/dark', 'test/hurt'])
    expect((await named('?sort=worst'))?.at(-1)).toBe('prod/calm')
    expect(await named('?source=prod')).toEqual(['prod/calm', 'prod/dark'])
    expect(await named('?status=unobservable')).toEqual(['prod/dark'])
    expect(await named('?q=UR')).toEqual(['test/hurt'])
    expect((await ask('/v0/pipelines?q=calm')).json.items?.[0]).toMatchObject({
      source: 'prod',
      name: 'calm',
      pipeline_id: null,
      observed_at: at(60),
      status: 'observed',
      listed: 2,
      alerts: 0,
      coverage: null,
      policy: { keepLast: 2, unobservableAfter: '15m' },
    })
  })

  it('show alerts, by state and by id', async () => {
    const { ask, alerts } = await publishing()
    await alerts.record(ALERT)
    await alerts.record({ ...ALERT, id: 'b'.repeat(32), uuid: null, state: 'resolved', resolvedAt: at(9) })
    const { json } = await ask('/v0/alerts?state=firing')
    expect(json.items).toHaveLength(1)
    expect(json.items?.[0]).toMatchObject({ id: ALERT.id, pipeline: 'prod/orders', raised_at: at(5) })
    const other = await ask(`/v0/alerts/${'b'.repeat(32)}`)
    expect(other.json).toMatchObject({ state: 'resolved', resolved_at: at(9) })
    expect(other.json).not.toHaveProperty('uuid')
  })

  it('show runs with counts as integers', async () => {
    const counts = { listed: '7', unobservable: '1', skipped: '0', entries: '3' }
    const data = { ...counts, started_at: at(1), finished_at: at(2), configuration: 'c0ffee' }
    const { ledger, ask } = await publishing()
    const events = [{ kind: 'run-completed', severity: 'silent', data }] as const
    const draft = { at: at(2), by: 'recorder', epoch: null, events, evidence: ['e'.repeat(64)] }
    await appendAll(ledger, sealAll(undefined, { ...draft, ledger: 'recorder/0', run: 'run-1' }))
    expect((await ask('/v0/runs')).json.items?.[0]).toMatchObject({
      run_id: 'run-1',
      shard: '0',
      started_at: at(1),
      finished_at: at(2),
      listed: 7,
      unobservable: 1,
      skipped: 0,
      entries: 3,
      evidence: ['e'.repeat(64)],
      configuration: 'c0ffee',
    })
  })
})

it('is healthy where its tables can be read', async () => {
  const { ask } = await publishing()
  expect((await ask('/healthz')).text).toBe('{"status":"healthy"}')
})

it('answers HEAD as GET, without the body', async () => {
  const { ask } = await seen(checkpoint(1))
  const { status, text, headers } = await ask(`${ONE}/checkpoints`, 'HEAD')
  expect([status, text, headers['checkpoint-ledger-observed-at']]).toEqual([200, '', at(60)])
})
