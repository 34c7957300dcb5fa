import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { command, workplace } from '../support/commands.ts'
import { startQuietFeldera } from '../support/quiet-feldera.ts'
import { CANARY } from './canary.ts'

/**
 * The whole system on one machine, every secret of which is the canary: a key, a token of OAuth 2 and the secret that fetches it, a key that is
 * refused, our own API's, and a URL to ping. Its processes are watched (watch.mjs); here is looked at what they leave and answer.
 */

const place = workplace({})
const KEY = `apikey:${CANARY}`
const ENVIRONMENT = { SOURCE_KEY: KEY, CLIENT_SECRET: CANARY, OUR_KEY: CANARY, PING: '' }
const pinged: string[] = []

let feldera: Awaited<ReturnType<typeof startQuietFeldera>>

/** Gives out tokens, refuses whatever else it is asked, with the credential in its headers, and is pinged. */
const other = createServer((request, response) => {
  if (request.url === '/token') {
    const token = { access_token: KEY, token_type: 'Bearer', expires_in: 3_600 }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(token))
  } else if (request.url?.startsWith('/ping') === true) {
    pinged.push(request.url)
    response.end('OK')
  } else {
    const { authorization = '' } = request.headers
    response.writeHead(401, { via: authorization, server: KEY, 'www-authenticate': authorization }).end('{}')
  }
})

beforeAll(async () => {
  feldera = await startQuietFeldera(join(place.data, '..'), {
    pipelines: [{ name: 'orders' }],
    apiKey: KEY,
  })
  for (let i = 0; i < 2; i += 1) feldera.checkpoint('orders')
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  ENVIRONMENT.PING = `${url}/ping/${CANARY}`
  const clientCredentials = {
    tokenUrl: `${url}/token`,
    clientId: 'ledger',
    clientSecret: { env: 'CLIENT_SECRET' },
  }
  place.configure({
    sources: [
      { name: 'key', url: feldera.url, pipelines: ['orders'], auth: { apiKey: { env: 'SOURCE_KEY' } } },
      { name: 'oauth', url: feldera.url, pipelines: ['orders'], auth: { clientCredentials } },
      { name: 'refused', url, pipelines: ['orders'], auth: { token: { env: 'SOURCE_KEY' } } },
    ],
    policy: { confirmAfter: ['20ms'], unobservableAfter: '0s' },
  })
})

afterAll(async () => {
  await feldera.stop()
  other.closeAllConnections()
  other.close()
  place.remove()
})

it('leaves not a byte of any secret: in logs, items, objects, messages and answers', {
  timeout: 240_000,
}, async () => {
  const said: string[] = []
  const begin = (...more: readonly string[]) =>
    command(
      'start',
      ['--config', place.config, '--data', place.data, '--ping-env', 'PING', ...more],
      ENVIRONMENT,
    )
  for (let i = 0; i < 2; i += 1) {
    const { code, stdout, stderr } = await begin('--once', '--json').finished
    expect(code, stderr).toBe(0)
    said.push(stdout, stderr)
    // Also of a source that was seen: the key is right, and the token, too.
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').pipelines).toMatchObject({
      listed: 2,
      unobservable: 1,
    })
    if (i === 0) feldera.lose('orders')
  }
  const serving = begin('--port', '0', '--every', '500ms', '--api-key-env', 'OUR_KEY')
  const [, url = ''] = await serving.line(/^listening on (http:\S+)/)
  await serving.line(/run {4}/)
  for (const path of [
    'overview',
    'pipelines',
    'alerts',
    'runs',
    'runs/events',
    'log',
    'config',
    'caller',
    'openapi.json',
    'nothing-of-ours',
    'pipelines/orders/history?source=key',
    'pipelines/orders/events?source=refused',
    'pipelines/orders/checkpoints?source=oauth',
  ]) {
    for (const authorization of [`Bearer ${CANARY}`, `Bearer ${CANARY}x`, `Basic ${CANARY}`]) {
      const answer = await fetch(`${url}/v0/${path}`, { headers: { authorization } })
      said.push(await answer.text(), JSON.stringify([...answer.headers]))
    }
  }
  serving.kill('SIGTERM')
  const { stdout, stderr } = await serving.finished
  said.push(stdout, stderr)
  expect(pinged.length).toBeGreaterThan(2)
  for (const text of said) expect(holdsCanary(Buffer.from(text))).toBe(false)
  const files = readdirSync(place.data, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(place.data, name),
  )
  const kept = files.filter((file) => statSync(file).isFile())
  expect(kept.length).toBeGreaterThan(5)
  for (const file of kept) expect([file, holdsCanary(readFileSync(file))]).toEqual([file, false])
})

function holdsCanary(bytes: Buffer): boolean {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  const parts = [0, 8, 16, 24].map((at) => CANARY.slice(at, at + 8))
  return parts.some((part) => plain.includes(part))
}
