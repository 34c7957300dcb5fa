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
