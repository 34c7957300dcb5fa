import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { startHttpServer } from '../../infra/local/http-server.ts'
import { parseExact } from '../../lambdas/domain/exact-json.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import { appendAll, publishing, rowAt } from '../support/asking.ts'
import { havingSeen } from '../support/believing.ts'
import { gateWith } from '../support/gate.ts'
import { checkpoint, u64 } from '../support/listings.ts'

/**
 * What Feldera's Python client sends (python/feldera/rest/_httprequests.py, feldera_client.py, pipeline.py): with every GET a content type,
 * and where there is a key, a token that we never gave. Its answers are read by `json`, which keeps integers exact.
 */
const SENT = {
  'user-agent': 'feldera-python-sdk/v1',
  'accept-encoding': 'gzip, deflate',
  accept: '*/*',
  connection: 'keep-alive',
  'content-type': 'application/json',
  'feldera-tenant': 'default',
}
const LARGEST = '18446744073709551615'
/** Both beyond 2⁵³, one beyond 2⁶³: a reader of doubles or of signed integers gets them wrong. */
const FIRST = checkpoint(1, { fingerprint: u64('9007199254740993'), size: u64('9007199254740995') })
const SECOND = checkpoint(2, {
  fingerprint: u64(LARGEST),
  steps: null,
  processed_records: u64('9223372036854775809'),
})

let stop = async (): Promise<void> => {}
afterEach(() => stop())

/** The API over a real socket; Feldera itself has not been reachable since the last observation. */
async function felderaIsDown(apiKey?: string) {
  const ledger = createMemoryLedger()
  await appendAll(ledger, [havingSeen(FIRST, SECOND)])
  const row = rowAt('prod/orders', 60, { outcome: 'network', listed: 2 })
  const { ports } = await publishing({
    ledger,
    rows: [row],
    ...(apiKey === undefined ? {} : { admit: gateWith(apiKey) }),
  })
  const server = await startHttpServer(createHttpApi(ports), { host: '127.0.0.1', port: 0 })
  stop = server.stop
  return async (path: string, headers: { readonly [name: string]: string } = {}) => {
    const asked = request(`${server.url}${path}`, { headers: { ...SENT, ...headers } })
    asked.end()
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve)
      asked.once('error', reject)
    })
    return { status: answer.statusCode, type: answer.headers['content-type'], text: await text(answer) }
  }
}

describe('Feldera’s Python client, while Feldera is down', () => {
  it('connects: its constructor wants an edition that it knows, and a version', async () => {
    const ask = await felderaIsDown()
    const { status, text: body } = await ask('/v0/config')
    expect([status, JSON.parse(body)]).toEqual([200, { edition: 'Enterprise', version: '1.2.3' }])
  })

  it('lists the checkpoints with every digit: client.get_checkpoints("orders")', async () => {
    const ask = await felderaIsDown()
    const { status, type, text: body } = await ask('/v0/pipelines/orders/checkpoints')
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8'])
    const list = parseExact(body) as readonly { readonly [key: string]: unknown }[]
    // Its CheckpointMetadata.from_dict wants all of these keys, null or not.
    const exact = (value: string | null) => (value === null ? null : { source: value })
    expect(list).toEqual(
      [FIRST, SECOND].map((one) => ({
        uuid: one.uuid,
        identifier: null,
        fingerprint: exact(one.fingerprint),
        size: exact(one.size),
        steps: exact(one.steps),
        processed_records: exact(one.processed_records),
      })),
    )
    expect(body).toContain(`"fingerprint":${LARGEST},`)
  })

  it.each(['all', 'status', 'status_with_connectors'])(
    'finds the pipeline first: Pipeline.get("orders", client), selector %s',
    async (selector) => {
      const ask = await felderaIsDown()
      const { status, text: body } = await ask(`/v0/pipelines/orders?selector=${selector}`)
      expect([status, JSON.parse(body)]).toMatchObject([200, { name: 'orders' }])
      // `program_info` would be read as the schema of its tables, were it there.
      expect(JSON.parse(body)).not.toHaveProperty('program_info')
    },
  )

  it('is told of an unknown pipeline as Feldera tells it', async () => {
    const ask = await felderaIsDown()
    const { status, text: body } = await ask('/v0/pipelines/nothing/checkpoints')
    expect([status, JSON.parse(body)]).toEqual([
      404,
      {
        message: "Unknown pipeline name 'nothing'",
        error_code: 'UnknownPipelineName',
        details: { pipeline_name: 'nothing' },
      },
    ])
  })

  it('sends its key as a Bearer token, and is refused with a wrong one', async () => {
    const ask = await felderaIsDown('apikey:right')
    const wrong = await ask('/v0/config', { authorization: 'Bearer apikey:wrong' })
    expect([wrong.status, JSON.parse(wrong.text).error_code]).toEqual([401, 'AuthenticationFailed'])
    expect((await ask('/v0/config', { authorization: 'Bearer apikey:right' })).status).toBe(200)
  })

  it.each([
    '/v0/pipelines?selector=status',
    '/v0/pipelines/orders/stats',
    '/v0/pipelines/orders/checkpoints/remote',
    '/v0/config/session',
    '/v0/cluster_healthz',
  ])('gets an error in Feldera’s form for what only Feldera could answer: %s', async (path) => {
    const ask = await felderaIsDown()
    const { status = 0, text: body } = await ask(path)
    expect([400, 404]).toContain(status)
    expect(Object.keys(JSON.parse(body))).toEqual(['message', 'error_code', 'details'])
  })
})
