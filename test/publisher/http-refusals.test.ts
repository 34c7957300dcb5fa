import { describe, expect, it } from 'vitest'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { appendAll, publishing, rowAt } from '../support/asking.ts'
import { havingSeen } from '../support/believing.ts'
import { at, checkpoint, timedUuid } from '../support/listings.ts'

const ONE = '/v0/pipelines/orders'
const RUN = {
  at: at(0),
  by: 'recorder',
  epoch: null,
  events: [{ kind: 'run-completed', severity: 'silent', data: {} }],
  evidence: [],
  ledger: 'recorder/0',
  run: 'run',
} as const
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

async function scene() {
  const ledger = createMemoryLedger()
  await appendAll(ledger, [havingSeen(checkpoint(1), checkpoint(2), checkpoint(3))])
  await appendAll(ledger, sealAll(undefined, RUN))
  return publishing({ ledger, rows: [rowAt('prod/orders', 60), rowAt('a/twin', 1), rowAt('b/twin', 1)] })
}

describe('what cannot be answered is said in Feldera’s form', () => {
  it('names an unknown pipeline exactly as Feldera does', async () => {
    const { ask } = await scene()
    const { status, text } = await ask('/v0/pipelines/x%20y/checkpoints')
    expect(status).toBe(404)
    expect(text).toBe(
      `{"message":"Unknown pipeline name 'x y'","error_code":"UnknownPipelineName","details":{"pipeline_name":"x y"}}`,
    )
  })

  it.each([
    [`${ONE}/history/${timedUuid(9)}`, 404, 'UnknownCheckpoint'],
    [`${ONE}/checkpoints?at=2020-01-01T00:00:00Z`, 404, 'NotObserved'],
    ['/v0/alerts/none', 404, 'UnknownAlert'],
    ['/v0/nothing', 404, 'NotFound'],
    ['/v0/pipelines/', 404, 'UnknownPipelineName'],
    [`${ONE}/history/`, 404, 'UnknownCheckpoint'],
    ['/v0/pipelines/%zz/history', 400, 'InvalidParameter'],
    ['/v0/pipelines/twin/history', 400, 'AmbiguousPipelineName'],
    ['/v0/pipelines/0/events?source=recorder', 404, 'UnknownPipelineName'],
    [`/v0/pipelines/orders%2Fhistory/history`, 404, 'UnknownPipelineName'],
  ])('%s: %i %s', async (target, status, code) => {
    const { ask } = await scene()
    const reply = await ask(target)
    expect([reply.status, reply.json.error_code]).toEqual([status, code])
    expect(Object.keys(reply.json).toSorted()).toEqual(['details', 'error_code', 'message'])
    expect(typeof reply.json.details).toBe('object')
  })

  it('names the sources among which it cannot choose', async () => {
    const { ask } = await scene()
    const { json } = await ask('/v0/pipelines/twin/history')
    expect(json.details).toMatchObject({ pipeline_name: 'twin', sources: ['a', 'b'] })
    expect((await ask('/v0/pipelines/twin/history?source=a')).status).toBe(200)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s and says what is allowed', async (method) => {
    const { ask } = await scene()
    const { status, headers, json } = await ask('/v0/pipelines', method)
    expect([status, json.error_code, headers['allow']]).toEqual([405, 'MethodNotAllowed', 'GET, HEAD'])
  })
})

describe('a bad parameter is named, never guessed at', () => {
  it.each([
    ['limit', `${ONE}/history?limit=0`],
    ['limit', `${ONE}/history?limit=201`],
    ['limit', `${ONE}/history?limit=-1`],
    ['limit', `${ONE}/history?limit=1.5`],
    ['limit', `${ONE}/history?limit=1e2`],
    ['limit', `${ONE}/history?limit=%2B5`],
    ['limit', `${ONE}/history?limit=`],
    ['from', `${ONE}/history?from=yesterday`],
    ['to', `${ONE}/events?to=2026-02-30T00:00:00Z`],
    ['at', `${ONE}/checkpoints?at=1700000000`],
    ['status', `${ONE}/history?status=gone`],
    ['kind', `${ONE}/events?kind=checkpoint-missing,checkpoint-retired`],
    ['kind', `${ONE}/events?kind=toString`],
    ['state', '/v0/alerts?state=Firing'],
    ['sort', '/v0/pipelines?sort=best'],
    ['statuss', `${ONE}/history?statuss=listed`],
    ['limit', `${ONE}/history?limit=5&limit=6`],
    ['cursor', `${ONE}/history?cursor=`],
    ['cursor', `${ONE}/history?cursor=AAAA`],
    ['cursor', `${ONE}/history?cursor=__proto__`],
    ['cursor', '/v0/runs?cursor=%00'],
  ])('%s in %s', async (parameter, target) => {
    const { ask, logged } = await scene()
    const { status, json } = await ask(target)
    expect([status, json.error_code, json.details?.['parameter']]).toEqual([
      400,
      'InvalidParameter',
      parameter,
    ])
    expect(logged).toEqual([])
  })

  it('takes a cursor only unaltered, and only for the list that gave it', async () => {
    const { ask } = await scene()
    const cursor = (await ask(`${ONE}/history?limit=1`)).json.next_cursor ?? ''
    expect((await ask(`${ONE}/history?limit=2&cursor=${cursor}`)).status).toBe(200)
    const others = [
      `${ONE}/events?cursor=${cursor}`,
      `${ONE}/history?status=listed&cursor=${cursor}`,
      `${ONE}/history?source=prod&cursor=${cursor}x`,
      `/v0/runs?cursor=${cursor}`,
      `/v0/pipelines/twin/history?source=a&cursor=${cursor}`,
    ]
    for (const other of others) expect((await ask(other)).json.error_code).toBe('InvalidParameter')
    for (let i = 0; i < cursor.length; i += 1) {
      const swapped = cursor[i] === 'A' ? 'B' : 'A'
      const altered = cursor.slice(0, i) + swapped + cursor.slice(i + 1)
      expect((await ask(`${ONE}/history?limit=1&cursor=${altered}`)).status).toBe(400)
    }
    // The last character has bits that decoders ignore: another text for the same bytes is altered all the same.
    for (const other of BASE64URL.replace(cursor.at(-1) ?? '', '')) {
      const altered = cursor.slice(0, -1) + other
      expect((await ask(`${ONE}/history?limit=1&cursor=${altered}`)).status).toBe(400)
    }
  })
})

it('logs what it did not expect, and tells the caller nothing of it', async () => {
  const broken = new Error('secret detail')
  const ledger: Ledger = {
    ...createMemoryLedger(),
    head: async () => {
      throw broken
    },
  }
  const { ask, logged } = await publishing({ ledger, rows: [rowAt('prod/orders', 1)] })
  const { status, text } = await ask(`${ONE}/history`)
  expect(status).toBe(500)
  expect(text).toBe('{"message":"Internal error","error_code":"InternalError","details":{}}')
  expect(logged).toHaveLength(1)
  expect(JSON.stringify(logged)).toContain('secret detail')
})
