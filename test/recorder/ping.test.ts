import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exchange } from '../../lambdas/recorder/feldera/http.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import { createPing, createSystemPing } from '../../lambdas/recorder/ping.ts'
import { systemClock as clock } from '../../lambdas/recorder/system-clock.ts'
import { createLoopbacks, json, type Loopbacks } from './feldera/loopback.ts'

const ID = '5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278'
const REFERENCE = { kind: 'env', variable: 'PING' } as const

let loopbacks: Loopbacks
let lines: RecorderLine[]

beforeEach(() => {
  loopbacks = createLoopbacks()
  lines = []
})

afterEach(() => loopbacks.close())

function pinging(url: string, answerMs = 3_000) {
  const { agents } = loopbacks
  return createPing(REFERENCE, {
    readSecret: async () => url,
    exchange: (request) => exchange({ agents, clock, limits: { answerMs, bodyBytes: 1_000 } }, request),
    clock,
    log: (line) => lines.push(line),
  })
}

describe('a watcher outside', () => {
  it('is asked at his URL after a completed run, and at its /fail after one that failed', async () => {
    const { url, requests } = await loopbacks.serve(json(200, 'OK'))
    const ping = pinging(`${url}/${ID}\n`)
    await ping('completed', 5_000)
    await ping('failed', 5_000)
    await pinging(`${url}/key/slug/?create=1`)('failed', 5_000)
    expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
      `GET /${ID}`,
      `GET /${ID}/fail`,
      'GET /key/slug/fail?create=1',
    ])
    expect(requests[0]?.headers['user-agent']).toMatch(/^checkpoint-ledger\//)
    expect(requests[0]?.headers).not.toHaveProperty('authorization')
    expect(lines).toEqual([])
  })

  it.each([
    ['refuses', json(404, 'not found'), 'HTTP 404'],
    ['redirects', json(302, '', { location: 'http://127.0.0.1:9/elsewhere' }), 'HTTP 302'],
    [
      'hangs up',
      ((_request, response) => void response.destroy()) satisfies Parameters<Loopbacks['serve']>[0],
      'failed',
    ],
  ])('who %s costs a line in the log, without a letter of the URL', async (_what, answer, reason) => {
    const { url, requests } = await loopbacks.serve(answer)
    await pinging(`${url}/${ID}`)('completed', 5_000)
    expect(lines).toMatchObject([
      { name: 'ping-failed', outcome: 'completed', reason: expect.stringContaining(reason) },
    ])
    expect(requests.length).toBeGreaterThan(0)
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${ID}|127\\.0\\.0\\.1|http:`))
  })

  it('who never answers holds nobody up longer than there is time', async () => {
    const { url } = await loopbacks.serve(() => {})
    const begunMs = performance.now()
    await pinging(`${url}/${ID}`)('completed', 300)
    expect(performance.now() - begunMs).toBeLessThan(2_500)
    await pinging(`${url}/${ID}`)('completed', 100)
    expect(lines).toMatchObject([{ reason: 'no answer in time' }, { reason: 'no time was left' }])
  })

  it.each([
    'http://203.0.113.7/id',
    'ftp://example.com/id',
    'id',
    '',
    'https://user:pass@example.com/id',
    'a\nb',
  ])('is never asked at what is no https URL: %j', async (text) => {
    await pinging(text)('completed', 5_000)
    expect(lines).toMatchObject([{ name: 'ping-failed' }])
    if (text !== '') expect(JSON.stringify(lines)).not.toContain(text)
  })

  it('is never this machine itself in AWS, nor what only it can reach', async () => {
    const { url, requests } = await loopbacks.serve(json(200, 'OK'))
    const log = (line: RecorderLine): void => void lines.push(line)
    for (const text of [url, 'https://169.254.169.254/latest', 'https://localhost/id']) {
      const environment = { PING: text }
      await createSystemPing({ reference: REFERENCE, environment, loopback: false, clock, log })(
        'completed',
        5_000,
      )
    }
    expect(requests).toEqual([])
    expect(lines.map((line) => 'reason' in line && line.reason)).toEqual(
      Array.from({ length: 3 }, () => 'the connection failed (ADDRESS_REFUSED)'),
    )
  })

  it('is told nothing where the secret cannot be read, and the run does not suffer', async () => {
    const environment = {}
    const log = (line: RecorderLine): void => void lines.push(line)
    await createSystemPing({ reference: REFERENCE, environment, loopback: true, clock, log })('failed', 5_000)
    expect(lines).toEqual([
      { name: 'ping-failed', outcome: 'failed', reason: 'the secret could not be read (Error)' },
    ])
  })
})
