import { beforeAll, describe, expect, it } from 'vitest'
import { createHttpApi } from '../../../lambdas/publisher/http.ts'
import { everybody, type Reply, requestOf, textOf } from '../../support/asking.ts'
import { assertConforms } from '../../support/conforming.ts'
import { at } from '../../support/listings.ts'
import { reportStory } from '../../support/report-story.ts'
import { signedHash } from './signed-hash.ts'

const PATH = '/v0/reports/retention'

/** The API over the story, an hour after its end. */
async function asking() {
  const story = await reportStory({ minutes: 40 })
  story.kept.pass(3_600)
  const logged: unknown[] = []
  const api = createHttpApi({
    ...story.ports,
    admit: everybody,
    page: async () => ({}),
    log: (line) => void logged.push(line),
  })
  const ask = async (target: string, method = 'GET', body?: unknown, headers = {}): Promise<Reply> => {
    const [path = '', search = ''] = target.split('?')
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const given = await api({ ...requestOf(method, path, search), ...sent, headers })
    const text = textOf(given)
    const reply = { status: given.statusCode ?? 0, headers: given.headers ?? {}, text }
    assertConforms(method, target, reply)
    return { ...reply, json: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  return { ...story, ask, logged }
}

let story: Awaited<ReturnType<typeof asking>>
beforeAll(async () => {
  story = await asking()
})

const [FROM, TO] = [at(0), at(2_400)]
const query = (more = '') => `${PATH}?from=${FROM}&to=${TO}${more}`

describe('GET /v0/reports/retention', () => {
  it('answers in three formats, each with its type and the hash', async () => {
    const { ask } = story
    const json = await ask(query())
    expect(json.json).toMatchObject({ from: FROM, to: TO, log: { origin: 'log.example/ledger' } })
    const hash = json.headers['checkpoint-ledger-report-sha256']
    expect(hash).toBe(signedHash(json.text))
    const csv = await ask(query('&format=csv'))
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="retention-2026-11-01-2026-11-01.csv"',
    })
    const html = await ask(query('&format=html'))
    expect(html.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'none'/),
      'checkpoint-ledger-report-sha256': hash,
    })
  })

  it.each(['json', 'csv', 'html'])(
    'of %s is compressed, and not sent again to who has it',
    async (format) => {
      const { ask } = story
      const whole = await ask(query(`&format=${format}`))
      const packed = await ask(query(`&format=${format}`), 'GET', undefined, { 'accept-encoding': 'gzip' })
      expect(packed.text).toBe(whole.text)
      const { etag, 'content-type': type } = whole.headers
      expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': type, etag })
      const again = await ask(query(`&format=${format}`), 'GET', undefined, { 'if-none-match': etag })
      expect([again.status, again.text]).toEqual([304, ''])
    },
  )

  it('selects by source, by a part of the name and by pattern', async () => {
    const { ask } = story
    const names = async (more: string) =>
      ((await ask(query(more))).json['pipelines'] as { name: string }[]).map(({ name }) => name)
    expect(await names('')).toEqual(['clicks', 'never', 'orders', 'payments'])
    expect(await names('&source=other')).toEqual([])
    expect(await names('&q=ER')).toEqual(['never', 'orders'])
    expect(await names('&pipelines=*s')).toEqual(['clicks', 'orders', 'payments'])
    expect(await names('&pipelines=prod/p*&source=prod')).toEqual(['payments'])
  })

  it.each([
    ['', 'from'],
    [`?from=${FROM}`, 'to'],
    [`?to=${TO}`, 'from'],
    [`?from=${TO}&to=${FROM}`, 'to'],
    [`?from=${FROM}&to=${FROM}`, 'to'],
    [`?from=yesterday&to=${TO}`, 'from'],
    [`?from=${FROM}&to=${TO}&format=pdf`, 'format'],
    [`?from=${FROM}&to=${TO}&limit=5`, 'limit'],
    [`?from=${FROM}&to=${TO}&q=`, 'q'],
    [`?from=${FROM}&to=${TO}&pipelines=${'x'.repeat(601)}`, 'pipelines'],
  ])('refuses %j and names %s', async (asked, parameter) => {
    const { ask } = story
    expect(await ask(`${PATH}${asked}`)).toMatchObject({
      status: 400,
      json: { error_code: 'InvalidParameter', details: { parameter } },
    })
  })

  it('of a period before anything was recorded has no pipelines, and none of what came later', async () => {
    const { ask } = story
    const { status, json } = await ask(`${PATH}?from=2020-01-01T00:00:00Z&to=${FROM}`)
    expect([status, json['pipelines'], json['runs']]).toEqual([200, [], []])
  })

  it('of a period that is not over answers what is known, and says until when it may change', async () => {
    const { ask } = story
    const { json } = await ask(`${PATH}?from=${FROM}&to=2030-01-01T00:00:00Z`)
    expect(json).toMatchObject({ settled_at: '2030-01-01T00:15:00.000Z' })
    expect((json['settled_at'] as string) > (json['generated_at'] as string)).toBe(true)
    // No run is missed in a time that has not come.
    expect(json).toMatchObject({ totals: { runs_missed: 0 } })
  })
})

describe('a sign-off', () => {
  const path = `${PATH}/sign-off`
  it('records who has looked at which report, by its hash, once, and is listed', async () => {
    const { ask, ledger } = await asking()
    const { headers } = await ask(query('&source=prod'))
    const sha256 = String(headers['checkpoint-ledger-report-sha256'])
    const body = { from: FROM, to: TO, selection: { source: 'prod' }, note: 'reviewed', sha256 }
    const signed = await ask(path, 'POST', body)
    expect(signed.json).toMatchObject({
      actor: 'local',
      note: 'reviewed',
      sha256,
      selection: { source: 'prod', q: null },
    })
    expect((await ask(path, 'POST', body)).json).toEqual(signed.json)
    const head = await ledger.head('recorder/0')
    expect(head?.entry.hash).toBe(signed.json['hash'])
    expect(head?.entry).toMatchObject({
      by: 'local',
      events: [{ kind: 'report-signed-off', severity: 'info' }],
    })
    const second = await ask(path, 'POST', { ...body, note: 'and again' })
    const list = await ask('/v0/reports/sign-offs?limit=1')
    expect(list.json.items).toEqual([second.json])
    const rest = await ask(`/v0/reports/sign-offs?limit=1&cursor=${list.json.next_cursor}`)
    expect(rest.json.items).toEqual([signed.json])
    // It is no part of the period: the report is what it was.
    expect((await ask(query('&source=prod'))).headers['checkpoint-ledger-report-sha256']).toBe(sha256)
  })

  it('is refused where the report is another, has not settled, or was not asked for rightly', async () => {
    const { ask, ledger } = await asking()
    const before = (await ledger.head('recorder/0'))?.entry.seq
    const sha256 = '0'.repeat(64)
    const body = { from: FROM, to: TO, note: 'x', sha256 }
    expect(await ask(path, 'POST', body)).toMatchObject({
      status: 409,
      json: {
        error_code: 'ReportDiffers',
        details: { given: sha256, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    })
    const soon = { ...body, to: at(5_500) }
    expect(await ask(path, 'POST', soon)).toMatchObject({ status: 409, json: { error_code: 'NotSettled' } })
    for (const wrong of [
      { ...body, sha256: 'X' },
      { ...body, note: '' },
      { ...body, note: 'x'.repeat(1_001) },
      { ...body, from: TO },
      { ...body, selection: { name: 'x' } },
      { ...body, more: 1 },
      {},
    ])
      expect(await ask(path, 'POST', wrong)).toMatchObject({
        status: 400,
        json: { error_code: 'InvalidParameter' },
      })
    expect((await ledger.head('recorder/0'))?.entry.seq).toBe(before)
  })
})
