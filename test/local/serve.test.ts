import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databasesOn } from '../../infra/local/embedded-dynamodb-binary.ts'
import { command, type Running } from '../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../support/watched-place.ts'

let at: WatchedPlace
let place: WatchedPlace['place']
let feldera: WatchedPlace['feldera']
let running: Running[]

beforeEach(async () => {
  running = []
  at = await watchedPlace({
    pipelines: [{ name: 'orders', fingerprint: 18_446_744_073_709_551_615n }],
    policy: { confirmAfter: ['50ms'], unobservableAfter: '0s' },
  })
  ;({ place, feldera } = at)
})

afterEach(async () => {
  for (const one of running) one.kill('SIGTERM')
  await Promise.all(running.map(({ finished }) => finished))
  await at.stop()
})

async function started(
  flags: readonly string[] = [],
  environment = {},
): Promise<Running & { readonly url: string }> {
  const args = ['--config', place.config, '--data', place.data, '--port', '0', '--every', '200ms', ...flags]
  const server = command('start', args, environment)
  running.push(server)
  const [, url = ''] = await server.line(/^listening on (http:\/\/127\.0\.0\.1:\d+)$/)
  return { ...server, url }
}

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function messages(): readonly { state: string; kind: string }[] {
  const file = join(place.data, 'notifications.ndjson')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(JSON.parse(line).Message))
}

describe('npm start', () => {
  it('polls on its schedule and answers as Feldera would, to the last digit, also when Feldera is down', async () => {
    const made = [feldera.checkpoint('orders'), feldera.checkpoint('orders')]
    const { url } = await started()
    const path = `${url}/v0/pipelines/orders/checkpoints`
    await expect.poll(async () => (await get(path)).status).toBe(200)
    await feldera.stop()
    const { text, headers } = await get(path)
    expect(text).toContain('"fingerprint":18446744073709551615')
    expect(JSON.parse(text).map(({ uuid }: { uuid: string }) => uuid)).toEqual(made.map(({ uuid }) => uuid))
    expect(Object.keys(JSON.parse(text)[0]).toSorted()).toEqual(
      ['fingerprint', 'identifier', 'processed_records', 'size', 'steps', 'uuid'].toSorted(),
    )
    expect(headers.get('checkpoint-ledger-observed-at')).toMatch(/Z$/)
    expect(headers.get('checkpoint-ledger-log')).toMatch(/^\d+ [A-Za-z0-9+/]{43}=$/)
  })

  it('tells a loss and a removal, each once', async () => {
    feldera.checkpoint('orders')
    feldera.checkpoint('orders')
    const { url } = await started()
    await expect.poll(async () => (await get(`${url}/v0/pipelines/orders/history`)).text).toContain('listed')
    feldera.lose('orders')
    await expect
      .poll(() => messages().map(({ kind }) => kind), { timeout: 8_000 })
      .toContain('checkpoint-missing')
    feldera.removePipeline('orders')
    await expect
      .poll(() => messages().map(({ kind }) => kind), { timeout: 8_000 })
      .toContain('pipeline-removed')
    const alerts = JSON.parse((await get(`${url}/v0/alerts?state=firing`)).text)
    expect(alerts.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'pipeline-removed',
      'checkpoint-missing',
    ])
    expect(messages().map(({ state, kind }) => `${state} ${kind}`)).toEqual([
      'firing checkpoint-missing',
      'firing pipeline-removed',
    ])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends cleanly on %s and leaves no process; a restart goes on',
    async (signal) => {
      feldera.checkpoint('orders')
      const first = await started()
      await expect.poll(async () => (await get(`${first.url}/v0/runs`)).text).toContain('run_id')
      first.kill(signal)
      expect((await first.finished).code).toBe(0)
      expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
      const second = await started()
      await expect
        .poll(async () => JSON.parse((await get(`${second.url}/v0/runs`)).text).items.length)
        .toBeGreaterThan(1)
      const { items } = JSON.parse((await get(`${second.url}/v0/pipelines/orders/history`)).text)
      expect(items).toMatchObject([{ status: 'listed', fingerprint: '18446744073709551615' }])
    },
  )

  it('ends cleanly when whoever read its output has gone', async () => {
    const args = ['--config', place.config, '--data', place.data, '--port', '0', '--every', '100ms']
    const script = `${process.execPath} infra/local/launch.mjs start ${args.join(' ')} | head -n 1`
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    child.stdout.resume()
    await once(child, 'close')
    await expect.poll(() => existsSync(join(place.data, 'dynamodb.json')), { timeout: 8_000 }).toBe(false)
  })

  it('is stopped by a signal to npm itself', async () => {
    const child = spawn(
      'npm',
      ['start', '--silent', '--', '--config', place.config, '--data', place.data, '--port', '0'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    await once(child, 'close')
    expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
  })

  it('goes on where a killed one stood', async () => {
    feldera.checkpoint('orders')
    const first = await started()
    await expect
      .poll(async () => (await get(`${first.url}/v0/pipelines/orders/history`)).text)
      .toContain('listed')
    first.kill('SIGKILL')
    await first.finished
    const second = await started()
    const { items } = JSON.parse((await get(`${second.url}/v0/pipelines/orders/history`)).text)
    expect(items).toHaveLength(1)
    second.kill('SIGTERM')
    await second.finished
    expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
  })

  it('goes on when its database was killed, with all that it held', async () => {
    feldera.checkpoint('orders')
    const { url } = await started()
    await expect.poll(async () => (await get(`${url}/v0/pipelines/orders/history`)).text).toContain('listed')
    const [database] = databasesOn(join(realpathSync(place.data), 'dynamodb.sqlite'))
    process.kill(database?.pid ?? 0, 'SIGKILL')
    feldera.checkpoint('orders')
    const items = async () => {
      const { status, text } = await get(`${url}/v0/pipelines/orders/history`)
      return status === 200 ? JSON.parse(text).items.length : status
    }
    await expect.poll(items, { timeout: 15_000, interval: 200 }).toBe(2)
  })

  it('shares its database with --once and with ledger commands', async () => {
    feldera.checkpoint('orders')
    const { url } = await started(['--every', '1h'])
    await expect.poll(async () => (await get(`${url}/v0/runs`)).text).toContain('run_id')
    feldera.checkpoint('orders')
    const once = await at.ran('--json')
    expect(JSON.parse(once.stdout.trimEnd().split('\n').at(-1) ?? '').events).toMatchObject({
      'checkpoint-recorded': 1,
    })
    expect(JSON.parse((await get(`${url}/v0/pipelines/orders/history`)).text).items).toHaveLength(2)
  })

  it('says in one line that its port is taken, and leaves nothing behind', async () => {
    const { url } = await started()
    const args = ['--config', place.config, '--data', `${place.data}-2`, '--port', new URL(url).port]
    const { code, stderr } = await command('start', args).finished
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`cannot listen on 127.0.0.1:${new URL(url).port}`),
    ])
    expect(existsSync(join(`${place.data}-2`, 'dynamodb.json'))).toBe(false)
  })

  it('demands one of the keys it was given, on everything but its health', async () => {
    feldera.checkpoint('orders')
    const { url } = await started(['--api-key-env', 'KEY_A', '--api-key-env', 'KEY_B'], {
      KEY_A: 'a-key',
      KEY_B: 'b-key',
    })
    expect((await get(`${url}/healthz`)).status).toBe(200)
    const refused = await get(`${url}/v0/config`)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    expect(JSON.parse(refused.text)).toEqual({
      message: expect.any(String),
      error_code: 'AuthenticationFailed',
      details: {},
    })
    expect((await get(`${url}/v0/config`, { authorization: 'Bearer a-key2' })).status).toBe(401)
    for (const key of ['a-key', 'b-key']) {
      expect((await get(`${url}/v0/config`, { authorization: `Bearer ${key}` })).text).toContain('Enterprise')
    }
  })
})
