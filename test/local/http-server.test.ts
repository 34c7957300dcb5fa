import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpServer, startHttpServer } from '../../infra/local/http-server.ts'
import type { Admit } from '../../lambdas/publisher/access/caller.ts'
import { createGate } from '../../lambdas/publisher/access/gate.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import { acting, LISTED, ONE } from '../publisher/actions/acting.ts'

let server: HttpServer

afterEach(() => server.stop())

async function serving(admit?: Admit) {
  const { ports, head } = await acting()
  const api = createHttpApi(admit === undefined ? ports : { ...ports, admit })
  server = await startHttpServer(api, { host: '127.0.0.1', port: 0 })
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(`${server.url}${path}`, init)
    const body: unknown = await response.json()
    return { status: response.status, allow: response.headers.get('allow'), body }
  }
  return { ask, head }
}

const reason = (text: string) => JSON.stringify({ reason: text })

describe('over HTTP', () => {
  it('a person’s words arrive as they are, and the token becomes the actor', async () => {
    const { ask, head } = await serving()
    const headers = { authorization: 'Bearer a' }
    const placed = await ask(`${ONE}/${LISTED}/hold`, { method: 'PUT', headers, body: reason('監査 👀') })
    expect(placed).toMatchObject({
      status: 200,
      body: { held: { reason: '監査 👀', actor: 'key:a' } },
    })
    expect((await head()).entry.body).not.toContain('Bearer')
    const released = await ask(`${ONE}/${LISTED}/hold`, { method: 'DELETE', headers })
    expect(released).toMatchObject({ status: 200, body: { held: null } })
    expect(await ask(`${ONE}/${LISTED}/hold`, { method: 'POST', body: 'x' })).toMatchObject({
      status: 405,
      allow: 'PUT, DELETE',
    })
  })

  it('plans, drills and tests are asked for, listed and withdrawn', async () => {
    const { ask } = await serving()
    const approvals = '/v0/pipelines/orders/approvals'
    const post = (path: string, said: object) => ask(path, { method: 'POST', body: JSON.stringify(said) })
    const words = { kinds: ['size-dropped'], until: '2026-11-01T02:00:00+01:00', reason: '監査 👀' }
    const given = await post(approvals, { ...words, until: '2026-11-01T06:00:00+01:00' })
    expect(given).toMatchObject({ status: 200, body: { state: 'active', until: '2026-11-01T05:00:00.000Z' } })
    // The tests’ clock stands at 01:00 UTC: what is over by then cannot be approved.
    expect(await post(approvals, words)).toMatchObject({
      status: 400,
      body: { details: { parameter: 'until' } },
    })
    const { id } = given.body as { id: string }
    const gone = await ask(`${approvals}/${id}?source=prod`, { method: 'DELETE', body: reason('put off') })
    expect(gone).toMatchObject({ status: 200, body: { state: 'withdrawn', withdrawn_reason: 'put off' } })
    expect(await ask(approvals, {})).toMatchObject({ body: { items: [gone.body], next_cursor: null } })
    expect(await ask(`${approvals}/${id}`, {})).toMatchObject({ status: 405, allow: 'DELETE' })
    const drill = await post(`${ONE}/${LISTED}/drills`, { outcome: 'failed', minutes: '7' })
    expect(drill).toMatchObject({ status: 200, body: { outcome: 'failed', minutes: '7' } })
    expect(await ask('/v0/pipelines/orders/drills', {})).toMatchObject({ body: { items: [drill.body] } })
    expect(await post('/v0/notifications/test', {})).toMatchObject({ status: 200, body: { state: 'sent' } })
    expect((await post('/v0/notifications/test', {})).status).toBe(429)
    expect(await ask('/v0/runs/events', {})).toMatchObject({ status: 200, body: { items: [{}, {}] } })
  })

  it.each([65_537, 2_000_000])('%i bytes of words are refused by name', async (bytes) => {
    const { ask } = await serving()
    const { status, body } = await ask(`${ONE}/${LISTED}/hold`, { method: 'PUT', body: 'x'.repeat(bytes) })
    expect([status, body]).toMatchObject([400, { details: { parameter: 'body' } }])
  })

  it('more than any gateway takes is not even kept', async () => {
    const { ask } = await serving()
    const body = 'x'.repeat(10 * 1024 * 1024 + 1)
    expect((await ask(`${ONE}/${LISTED}/hold`, { method: 'PUT', body })).status).toBe(413)
  })

  it('a path that is too long to be read is refused in our own form', async () => {
    const { ask } = await serving()
    const { status, body } = await ask(`/v0/alerts?cursor=${'x'.repeat(20_000)}`, {})
    const form = { message: expect.any(String), error_code: 'InvalidParameter' }
    expect([status, body]).toEqual([431, { ...form, details: { parameter: 'request' } }])
  })

  it('what is no HTTP is refused in our own form', async () => {
    await serving()
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.end('NONSENSE\r\n\r\n')
    const answer = await text(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error_code: 'InvalidParameter' })
  })

  it('nobody acts without a key where one is demanded', async () => {
    const { ask, head } = await serving(
      createGate({ checkKey: async () => undefined, environmentKeys: [{ variable: 'KEY', text: 'key' }] }),
    )
    const before = await head()
    for (const headers of [{}, { authorization: 'Bearer other' }]) {
      const refused = await ask(`${ONE}/${LISTED}/hold`, { method: 'PUT', headers, body: reason('x') })
      expect(refused.status).toBe(401)
    }
    expect((await head()).entry.seq).toBe(before.entry.seq)
  })
})
