import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { command } from '../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../support/watched-place.ts'

let at: WatchedPlace
let place: WatchedPlace['place']
let feldera: WatchedPlace['feldera']
let once: WatchedPlace['ran']
let onceJson: WatchedPlace['onceJson']

beforeEach(async () => {
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }, { name: 'payments' }],
    watch: ['orders'],
    policy: { confirmAfter: ['50ms', '50ms'] },
  })
  ;({ place, feldera, ran: once, onceJson } = at)
})

afterEach(() => at.stop())

function notifications(): readonly { Subject: string; Message: string; MessageAttributes: object }[] {
  const file = join(place.data, 'notifications.ndjson')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('--once', () => {
  it('works a tick off in shards where it is told to, each with an entry of its own, all in one log', {
    timeout: 60_000,
  }, async () => {
    place.configure({
      sources: [{ name: 'prod', url: feldera.url, pipelines: ['orders', 'payments'] }],
      policy: { confirmAfter: [] },
    })
    for (const name of ['orders', 'payments'] as const) feldera.checkpoint(name)
    const { code, stdout, stderr } = await once('--json', '--shards', '3')
    expect(code, stderr).toBe(0)
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
    expect(result).toMatchObject({
      pipelines: { listed: 2, unobservable: 0, skipped: 0 },
      events: { 'checkpoint-recorded': 2, 'run-completed': 3 },
      entries: 5,
      log: { size: '5' },
    })
    const again = await onceJson()
    expect(again).toMatchObject({ pipelines: { listed: 2 }, entries: 1, log: { size: '6' } })
    expect((await once('--shards', '0')).code).toBe(2)
  })

  it('records a first sight, ends with its result as the last line, and leaves no process', async () => {
    feldera.checkpoint('orders')
    feldera.checkpoint('orders')
    expect(await onceJson()).toEqual({
      runId: expect.any(String),
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      pipelines: { listed: 1, unobservable: 0, skipped: 0 },
      events: { 'checkpoint-recorded': 2, 'run-completed': 1 },
      alerts: { firing: 0 },
      entries: 2,
      log: { size: '2', root: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) },
    })
    expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
    expect(readdirSync(join(place.data, 'users'))).toEqual([])
  })

  it('says nothing of rotation, and tells a loss once', async () => {
    feldera.checkpoint('orders')
    feldera.checkpoint('orders')
    await onceJson()
    feldera.checkpoint('orders')
    expect((await onceJson()).events).toMatchObject({ 'checkpoint-retired': 1 })
    expect(notifications()).toEqual([])
    feldera.lose('orders')
    expect(await onceJson()).toMatchObject({ events: { 'checkpoint-missing': 1 }, alerts: { firing: 1 } })
    await onceJson()
    expect(notifications().map(({ Subject }) => Subject)).toEqual([
      '[critical] prod/orders: checkpoint missing',
    ])
  })

  it('keeps every digit of a fingerprint from the wire to the message', async () => {
    feldera.checkpoint('orders')
    await onceJson()
    feldera.alter('orders')
    expect((await onceJson()).events).toMatchObject({ 'fingerprint-changed': 1 })
    const [message] = notifications()
    expect(JSON.parse(message?.Message ?? '')).toMatchObject({
      version: '1',
      state: 'firing',
      kind: 'fingerprint-changed',
      severity: 'critical',
      source: 'prod',
      pipeline: 'orders',
      pipeline_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      expected: { fingerprint: '14128757731148314856' },
      observed: { fingerprint: '14128757731148314857' },
      entry: { seq: '2' },
    })
    expect(message?.MessageAttributes).toMatchObject({
      kind: { DataType: 'String', StringValue: 'fingerprint-changed' },
    })
  })

  it('keeps every answer as evidence under its own hash', async () => {
    feldera.checkpoint('orders')
    await onceJson()
    const folder = join(place.data, 'archive', 'evidence')
    const [name = ''] = readdirSync(folder)
    const object = readFileSync(join(folder, name))
    expect(sha256Hex(object)).toBe(name)
    const lines = gunzipSync(object).toString('utf8').trimEnd().split('\n')
    // The source's list, the pipeline's own, and its feed of events at first contact.
    expect(lines.map((text) => new URL(JSON.parse(text).url).pathname)).toEqual([
      '/v0/pipelines',
      '/v0/pipelines/orders/checkpoints',
      '/v0/pipelines/orders/events',
    ])
    const line = JSON.parse(lines[1] ?? '')
    expect(Object.keys(line)).toEqual([
      'pipeline',
      'source',
      'url',
      'status',
      'headers',
      'requested_at',
      'received_at',
      'sha256',
      'body',
    ])
    expect(line).toMatchObject({ pipeline: 'orders', source: 'prod', status: 200 })
    expect(line.body).toContain('"fingerprint":14128757731148314856')
    expect(sha256Hex(line.body)).toBe(line.sha256)
  })

  it('ends with 0 where pipelines cannot be seen', async () => {
    await feldera.stop()
    expect(await onceJson()).toMatchObject({ pipelines: { listed: 0, unobservable: 1 } })
  })

  it('two at a time lose nothing and record nothing twice', async () => {
    for (let i = 0; i < 2; i += 1) feldera.checkpoint('orders')
    const both = await Promise.all([onceJson(), onceJson()])
    expect(both.reduce((sum, { events }) => sum + (events['checkpoint-recorded'] ?? 0), 0)).toBe(2)
    const { stdout } = await command('ledger', ['history', 'orders', '--data', place.data, '--json']).finished
    expect(JSON.parse(stdout)).toHaveLength(2)
    const runs = await command('ledger', ['runs', '--data', place.data, '--json']).finished
    expect(JSON.parse(runs.stdout)).toHaveLength(2)
  })

  it('is not held up by what a killed one left behind', async () => {
    at.configure({ policy: { confirmAfter: ['5m'] } })
    feldera.checkpoint('orders')
    feldera.checkpoint('orders')
    await onceJson()
    feldera.lose('orders')
    const killed = at.start('--once')
    await expect.poll(() => readdirSync(join(place.data, 'users')), { timeout: 10_000 }).toHaveLength(1)
    killed.kill('SIGKILL')
    await killed.finished
    at.configure({ policy: { confirmAfter: ['50ms'] } })
    const begun = Date.now()
    expect(await onceJson()).toMatchObject({ events: { 'checkpoint-missing': 1 } })
    expect(Date.now() - begun).toBeLessThan(10_000)
    expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
  })
})

describe('bad input', () => {
  it('of a configuration ends with 2 and names every problem at once', async () => {
    place.configure({ sources: [{ name: 'Prod', url: 'ftp://x', pipelines: [] }], polcy: {} })
    const { code, stderr } = await once()
    expect(code).toBe(2)
    for (const path of ['sources[0].name', 'sources[0].url', 'sources[0].pipelines', 'polcy'])
      expect(stderr).toContain(path)
  })

  it.each([
    [['--port', '99999'], '--port'],
    [['--every', '5'], '--every'],
    [['--every', '50ms'], '--every'],
    [['--every', '30d'], '--every'],
    [['--colour'], '--colour'],
    [['--host', '0.0.0.0'], '--host'],
    [['--api-key-env', 'NOT_SET_ANYWHERE'], 'NOT_SET_ANYWHERE'],
    [['--config', '/nowhere/pipelines.json'], '/nowhere/pipelines.json'],
  ])('of flags %j ends with 2 and names it', async (flags, named) => {
    const { code, stderr } = await once(...flags)
    expect([code, stderr]).toEqual([2, expect.stringContaining(named)])
  })

  it('refuses to mix a demo with real records', async () => {
    const demo = await command('start', ['--data', place.data, '--once']).finished
    expect(demo.code, demo.stderr).toBe(0)
    expect((await once()).code).toBe(2)
  })

  it.each([
    [[]],
    [['wonder']],
    [['history']],
    [['alerts', 'orders']],
    [['runs', '--kind', 'run-completed']],
    [['history', 'orders', '--limit', '0']],
    [['history', 'orders', '--from', 'yesterday']],
    [['history', 'nobody']],
  ])('of a ledger command %j ends with 2', async (args) => {
    feldera.checkpoint('orders')
    await onceJson()
    const { code, stderr } = await command('ledger', [...args, '--data', place.data]).finished
    expect(code).toBe(2)
    expect(stderr).not.toBe('')
  })

  it('of a data directory without a ledger ends with 2', async () => {
    const { code, stderr } = await command('ledger', ['runs', '--data', place.data]).finished
    expect([code, stderr]).toEqual([2, expect.stringContaining(place.data)])
  })
})

describe('npm run ledger', () => {
  it('shows history, events, alerts and runs as text and as JSON', async () => {
    feldera.checkpoint('orders')
    feldera.checkpoint('orders')
    await onceJson()
    feldera.lose('orders')
    await onceJson()
    const table = await command('ledger', ['history', 'prod/orders', '--data', place.data]).finished
    expect(table.stdout).toContain('14128757731148314856')
    const texts = await Promise.all(
      [
        ['events', 'orders', '--kind', 'checkpoint-missing'],
        ['alerts', '--state', 'firing'],
        ['runs', '--limit', '1'],
      ].map(
        async (args) => (await command('ledger', [...args, '--json', '--data', place.data]).finished).stdout,
      ),
    )
    const [events, alerts, runs] = texts.map((text) => JSON.parse(text))
    expect(events).toMatchObject([{ kind: 'checkpoint-missing', severity: 'critical', seq: '2' }])
    expect(alerts).toMatchObject([{ kind: 'checkpoint-missing', state: 'firing', pipeline: 'prod/orders' }])
    expect(runs).toMatchObject([{ listed: 1, entries: 2 }])
  })
})
