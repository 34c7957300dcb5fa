import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { answer, resultOf, textAnswer } from '../../lambdas/publisher/answer.ts'
import { delivered, MOST_BYTES } from '../../lambdas/publisher/delivery.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import { allPages, appendAll, publishing, requestOf, rowAt } from '../support/asking.ts'
import { havingSeen, sealEvents } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'

const LAMBDA_TAKES_BYTES = 6 * 1024 * 1024
const GZIP = { 'accept-encoding': 'gzip' }
const large = resultOf(answer({ text: 'x'.repeat(2_000) }))

describe('an answer is compressed', () => {
  it.each(['gzip', 'deflate, gzip;q=0.5', '*', 'br, GZIP ; q=1.0'])(
    'for who accepts %s',
    async (accepted) => {
      const { headers, body = '', isBase64Encoded } = await delivered({ 'Accept-Encoding': accepted }, large)
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
      expect(isBase64Encoded).toBe(true)
      expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toBe(large.body)
    },
  )

  it.each([undefined, '', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=0, *', 'x-gzipped', 'identity'])(
    'and not for who accepts %s',
    async (accepted) => {
      const given = await delivered(accepted === undefined ? {} : { 'accept-encoding': accepted }, large)
      expect(given.body).toBe(large.body)
      expect(given.headers).not.toHaveProperty('content-encoding')
      // A cache must know that another client may get another form.
      expect(given.headers).toMatchObject({ vary: 'accept-encoding' })
    },
  )

  it('from 1 KB on', async () => {
    const ofBytes = (bytes: number) => resultOf(textAnswer('x'.repeat(bytes)))
    expect((await delivered(GZIP, ofBytes(1_023))).headers).not.toHaveProperty('content-encoding')
    expect((await delivered(GZIP, ofBytes(1_024))).headers).toHaveProperty('content-encoding')
  })
})

describe('an answer that the client has already', () => {
  it('is 304 without a body, whatever its form was', async () => {
    const tag = String((await delivered({}, large)).headers?.['etag'])
    expect((await delivered(GZIP, large)).headers?.['etag']).toBe(tag)
    for (const asked of [tag, `"other", ${tag}`, '*', tag.slice(2)]) {
      const { statusCode, body, headers } = await delivered({ 'If-None-Match': asked, ...GZIP }, large)
      expect([statusCode, body, headers?.['etag'], headers?.['content-type']]).toEqual([
        304,
        '',
        tag,
        undefined,
      ])
    }
  })

  it('is given again where it has changed, and where it is an error', async () => {
    const tag = String((await delivered({}, large)).headers?.['etag'])
    const other = resultOf(answer({ text: 'y'.repeat(2_000) }))
    expect((await delivered({ 'if-none-match': tag }, other)).statusCode).toBe(200)
    const { ask } = await publishing()
    expect((await ask('/v0/nothing', 'GET', { headers: { 'if-none-match': '*' } })).status).toBe(404)
  })

  it('may be kept by nobody but the description of the API, which anybody may keep for five minutes', async () => {
    const { ask } = await publishing()
    expect((await ask('/v0/log')).headers['cache-control']).toBe('no-store')
    const { headers } = await ask('/v0/openapi.json')
    expect(headers['cache-control']).toBe('public, max-age=300')
    const again = await ask('/v0/openapi.json', 'GET', {
      headers: { 'if-none-match': String(headers['etag']) },
    })
    expect(again.status).toBe(304)
  })
})

describe('an answer is never larger than Lambda takes', () => {
  it.each([MOST_BYTES, MOST_BYTES / 2, MOST_BYTES / 2 + 1])('at %i bytes of quotes', async (bytes) => {
    const given = await delivered({}, resultOf(textAnswer('"'.repeat(bytes))))
    expect(given.statusCode).toBe(200)
    expect(Buffer.byteLength(JSON.stringify(given))).toBeLessThan(LAMBDA_TAKES_BYTES)
  })

  it('and says so where it would be, unless it can be compressed', async () => {
    const huge = resultOf(textAnswer('"'.repeat(MOST_BYTES + 1)))
    const { statusCode, body = '' } = await delivered({}, huge)
    expect([statusCode, JSON.parse(body)]).toMatchObject([
      413,
      { error_code: 'TooLarge', details: { bytes: String(MOST_BYTES + 1) } },
    ])
    expect((await delivered(GZIP, huge)).statusCode).toBe(200)
  })

  it('a page holds fewer items instead, and every one is shown once', async () => {
    const ledger = createMemoryLedger()
    const first = havingSeen(checkpoint(1))
    await appendAll(ledger, [first])
    let head = first
    for (let i = 1; i <= 120; i += 1) {
      const data = { from: 'a', to: 'b', seconds: '1', note: `${i} ${'"'.repeat(25_000)}` }
      const event: LedgerEvent = { kind: 'coverage-gap', severity: 'silent', data }
      for (const sealed of sealEvents(head, [event], i)) {
        await appendAll(ledger, [sealed])
        head = sealed
      }
    }
    const { ask, ports } = await publishing({ ledger, rows: [rowAt('prod/orders', 200)] })
    const target = '/v0/pipelines/orders/events'
    const { json } = await ask(`${target}?limit=200`)
    expect(json.items?.length).toBe(50)
    const items = await allPages(ask, target, [200])
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 121 }, (_, i) => String(121 - i)))
    const given = await createHttpApi(ports)(requestOf('GET', target, 'limit=200'))
    expect(Buffer.byteLength(JSON.stringify(given))).toBeLessThan(LAMBDA_TAKES_BYTES)
  })
})
