import { describe, expect, it } from 'vitest'
import { timedUuid } from '../../support/listings.ts'
import { acting, json, LISTED, ONE } from './acting.ts'

const base64 = (text: string | Uint8Array) => ({
  body: Buffer.from(text).toString('base64'),
  isBase64Encoded: true,
})

describe('a note', () => {
  it.each([
    ['a'],
    ['a'.repeat(1_000)],
    ['👀'.repeat(1_000)],
    ['\u0000\u001b[2J\u202e'],
    ['{"note":"x"}'],
    ['<script>alert(1)</script>'],
    [' '],
  ])('%j is kept as it is', async (note) => {
    const { ask, head, missing } = await acting()
    const reply = await ask(`/v0/alerts/${missing}/acknowledge`, 'POST', base64(JSON.stringify({ note })))
    expect([reply.status, reply.json['note']]).toEqual([200, note])
    expect((await head()).entry.events[0]?.data['note']).toBe(note)
  })

  it.each([
    ['note', { note: '' }],
    ['note', { note: 'a'.repeat(1_001) }],
    ['note', { note: '👀'.repeat(1_001) }],
    ['note', { note: 1 }],
    ['note', { note: ['x'] }],
    ['note', { note: { toString: 'x' } }],
    ['note', { note: true }],
    ['note2', { note: 'x', note2: 'y' }],
    ['actor', { note: 'x', actor: 'somebody else' }],
    ['body', []],
    ['body', 'note'],
    ['body', null],
    ['body', 7],
  ])('%s is named in %j', async (parameter, body) => {
    const { ask, head, missing } = await acting()
    const before = await head()
    for (const action of ['acknowledge', 'resolve']) {
      const reply = await ask(`/v0/alerts/${missing}/${action}`, 'POST', json(body))
      expect([reply.status, reply.json.error_code, reply.json.details]).toEqual([
        400,
        'InvalidParameter',
        { parameter },
      ])
    }
    expect((await head()).entry.seq).toBe(before.entry.seq)
  })

  it.each([
    ['note', '{"note":"\\ud800"}'],
    ['note', '{"note":"\\udc00\\ud800"}'],
    ['body', '{"note":"x"'],
    ['body', '{note:"x"}'],
    ['body', '\u{feff}{"note":"x"}'],
    ['body', 'note=x'],
    ['body', ' '],
    ['body', '['.repeat(60_000)],
    ['body', `{"note":"${'a'.repeat(66_000)}"}`],
    ['__proto__', '{"__proto__":{"note":"x"}}'],
    ['constructor', '{"constructor":"x"}'],
  ])('%s is named in a body that is no JSON or no text (%#)', async (parameter, body) => {
    const { ask, missing } = await acting()
    for (const sent of [{ body }, base64(body)]) {
      const reply = await ask(`/v0/alerts/${missing}/acknowledge`, 'POST', sent)
      expect([reply.status, reply.json.details]).toEqual([400, { parameter }])
    }
  })

  it('that is not UTF-8 is refused', async () => {
    const { ask, missing } = await acting()
    const bytes = Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    const reply = await ask(`/v0/alerts/${missing}/acknowledge`, 'POST', base64(bytes))
    expect([reply.status, reply.json.details]).toEqual([400, { parameter: 'body' }])
  })

  it.each([[{}], [{ body: '' }], [{ body: '{}' }], [{ body: '{"note":null}' }]])(
    'may be absent: %j',
    async (sent) => {
      const { ask, missing } = await acting()
      const reply = await ask(`/v0/alerts/${missing}/acknowledge`, 'POST', sent)
      expect([reply.status, reply.json['note']]).toEqual([200, null])
    },
  )
})

describe('a reason', () => {
  it.each([
    [{}],
    [{ body: '{}' }],
    [{ body: '{"reason":null}' }],
    [{ body: '{"reason":""}' }],
    [json({ reason: 'x'.repeat(1_001) })],
  ])('must be there to hold: %j', async (sent) => {
    const { ask } = await acting()
    const reply = await ask(`${ONE}/${LISTED}/hold`, 'PUT', sent)
    expect([reply.status, reply.json.error_code, reply.json.details]).toEqual([
      400,
      'InvalidParameter',
      { parameter: 'reason' },
    ])
  })

  it('must be text to release', async () => {
    const { ask } = await acting()
    const reply = await ask(`${ONE}/${LISTED}/hold`, 'DELETE', json({ reason: 5 }))
    expect([reply.status, reply.json.details]).toEqual([400, { parameter: 'reason' }])
  })
})

it('reads never look at a body', async () => {
  const { ask } = await acting()
  expect((await ask(ONE, 'GET', { body: '['.repeat(70_000) })).status).toBe(200)
  expect((await ask(`${ONE}/${timedUuid(1)}`, 'GET', { body: 'x' })).status).toBe(200)
})
