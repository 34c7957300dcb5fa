import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HttpServer, startHttpServer } from '../../infra/local/http-server.ts'
import { openToThisMachine } from '../../infra/local/open-access.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import { acting, LISTED, ONE } from '../publisher/actions/acting.ts'
import { rawAnswer, statusIn } from '../support/raw-http.ts'

const HOLD = `${ONE}/${LISTED}/hold`
const BODY = '{"reason":"x"}'

let server: HttpServer
let scene: Awaited<ReturnType<typeof acting>>
let port: string

beforeEach(async () => {
  scene = await acting()
  const api = createHttpApi({ ...scene.ports, admit: openToThisMachine() })
  server = await startHttpServer(api, { host: '127.0.0.1', port: 0 })
  ;({ port } = new URL(server.url))
})

afterEach(() => server.stop())

const get = async (line: string) => statusIn(await rawAnswer(server.url, 'GET /v0/caller', [line]))
/** What would change something, if it were there. */
const change = async (...lines: readonly string[]) =>
  statusIn(await rawAnswer(server.url, 'DELETE /v0/alerts', lines))

describe('on this machine, where no key is demanded', () => {
  it('nobody needs a credential, one that is sent is ignored, and the record says `local`', async () => {
    for (const authorization of [undefined, 'Bearer x', 'Basic YTpi', '']) {
      const headers = authorization === undefined ? {} : { authorization }
      const response = await fetch(`${server.url}/v0/caller`, { headers })
      expect(await response.json()).toEqual({ actor: 'local', roles: ['read', 'operate'] })
    }
    await fetch(`${server.url}${HOLD}`, { method: 'PUT', body: BODY, headers: { authorization: 'Bearer x' } })
    expect((await scene.head()).entry).toMatchObject({ by: 'local' })
  })

  it.each(['127.0.0.1', '127.0.0.1:1', 'localhost', 'LOCALHOST:9000', '[::1]', '[::1]:80', '127.8.9.1'])(
    'it answers to the name %s, through whichever port',
    async (host) => {
      expect(await get(`host: ${host}`)).toBe(200)
    },
  )

  it.each([
    'evil.example',
    'evil.example:8787',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example#localhost',
    'localhost@evil.example',
    '10.0.0.1',
    '0.0.0.0',
    '169.254.169.254',
    'a b',
    '',
  ])('a web page whose name %j was made to point here is refused, even what only reads', async (host) => {
    expect(await get(`host: ${host}`)).toBe(403)
    expect(await change(`host: ${host}`)).toBe(403)
  })

  it('a page of another origin changes nothing, and a page of ours may', async () => {
    const before = (await scene.head()).entry.seq
    for (const origin of [
      'https://evil.example',
      'http://localhost:3000',
      'http://127.0.0.1:3000',
      `http://localhost:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
      'null',
      'file://',
      '',
      `http://127.0.0.1:${port},http://evil.example`,
    ]) {
      expect(await change(`origin: ${origin}`), origin).toBe(403)
      // What it reads, the browser keeps from it.
      expect(await get(`origin: ${origin}`), origin).toBe(200)
    }
    expect((await scene.head()).entry.seq).toBe(before)
    // Let through, to be told that nothing is done there.
    expect(await change(`origin: http://127.0.0.1:${port}`)).toBe(405)
    expect(await change()).toBe(405)
  })

  it('says what to do about it, and gives no page leave to read an answer', async () => {
    const answer = await rawAnswer(server.url, 'GET /v0/pipelines', ['host: evil.example'])
    expect(answer).toContain('--api-key-env')
    expect(answer).not.toContain('evil')
    expect(answer.toLowerCase()).not.toContain('access-control')
  })
})
