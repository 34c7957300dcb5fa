import { describe, expect, it } from 'vitest'
import { createMemoryOutbox } from '../../../lambdas/ledger/outbox/memory-outbox.ts'
import type { Outbox } from '../../../lambdas/ledger/outbox/outbox.ts'
import { takeIn } from '../../../lambdas/publisher/notify/announce.ts'
import type { Publish } from '../../../lambdas/publisher/notify/ports.ts'
import { publishing } from '../../support/asking.ts'
import { at, T0 } from '../../support/listings.ts'
import { bodyIn } from '../notify/telling.ts'
import { json } from './acting.ts'

const TEST = '/v0/notifications/test'
const EVENTS = '/v0/runs/events'

async function testing(over: { readonly publish?: Publish; readonly outbox?: Outbox } = {}) {
  let now = 0
  const place = await publishing({
    clock: { now: () => T0 + now * 1_000 },
    ...over,
  })
  const pass = (seconds: number): void => {
    now += seconds
  }
  const entries = async () =>
    (await place.ledger.readForward('recorder/0', 1, 1_000)).map(({ entry }) => entry)
  return { ...place, pass, entries }
}

describe('a test of the notifications', () => {
  it('goes the way of every message, says what it is, and its receipt is in the record', async () => {
    const { ask, messages, entries, pending, outbox } = await testing()
    const { status, json: item } = await ask(TEST, 'POST', json({ severity: 'critical' }))
    expect(status).toBe(200)
    expect(item).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      state: 'sent',
      severity: 'critical',
      actor: 'local',
      at: at(0),
      message_id: 'message-1',
      sent_at: at(0),
    })
    expect(messages.map(({ Subject }) => Subject)).toEqual([
      '[critical] recorder: TEST of notifications, nothing has happened',
    ])
    expect(bodyIn(messages[0])).toMatchObject({
      state: 'notice',
      kind: 'notification-tested',
      severity: 'critical',
      summary: expect.stringContaining('Nothing has happened'),
    })
    expect((await outbox.receipts([`${String(item['id'])}/notice`])).size).toBe(1)
    const [asked, sent] = await entries()
    expect([asked?.by, asked?.run, asked?.evidence]).toEqual(['local', null, []])
    expect(asked?.events).toEqual([
      {
        kind: 'notification-tested',
        severity: 'silent',
        data: { test: item['id'], outcome: 'asked', severity: 'critical', actor: 'local' },
      },
    ])
    expect(sent?.by).toBe('publisher')
    expect(sent?.events).toEqual([
      {
        kind: 'notification-tested',
        severity: 'silent',
        data: { test: item['id'], outcome: 'sent', message_id: 'message-1', sent_at: at(0) },
      },
    ])
    // The log must hear of both.
    expect(pending.get('recorder/0')).toBe(2)
    expect((await ask(EVENTS)).json.items).toHaveLength(2)
  })

  it('is sent once, though the stream brings it as well', async () => {
    const { ask, messages, entries, ports } = await testing()
    await ask(TEST, 'POST')
    await takeIn(ports.notify, ...(await entries()))
    expect(messages).toHaveLength(1)
    expect(await entries()).toHaveLength(2)
  })

  it('may be asked for once a minute, by whomever', async () => {
    const { ask, messages, pass } = await testing()
    expect((await ask(TEST, 'POST')).status).toBe(200)
    pass(59)
    const { status, json: given } = await ask(TEST, 'POST', { headers: { authorization: 'Bearer other' } })
    expect([status, given.error_code, given.details]).toEqual([429, 'TooManyTests', { seconds: '1' }])
    pass(1)
    expect((await ask(TEST, 'POST')).status).toBe(200)
    expect(messages.map(({ Subject }) => Subject?.slice(0, 6))).toEqual(['[info]', '[info]'])
  })

  it('that is refused says so to whoever asked, and stays due', async () => {
    let isBroken = true
    const { ask, entries, outbox, ports } = await testing({
      publish: async () => {
        if (isBroken) throw Object.assign(new Error('no'), { code: 'EISDIR' })
        return { messageId: 'late' }
      },
    })
    const { status, json: given } = await ask(TEST, 'POST')
    expect([status, given.error_code, given.details]).toEqual([
      502,
      'NotificationRefused',
      { test: expect.any(String), error: 'EISDIR' },
    ])
    const kinds = async () => (await entries()).flatMap(({ events }) => events.map(({ kind }) => kind))
    expect(await kinds()).toEqual(['notification-tested', 'notification-refused'])
    isBroken = false
    const [asked] = await entries()
    if (asked !== undefined) await takeIn(ports.notify, asked)
    expect((await outbox.unsent()).due).toEqual([])
    expect((await entries()).at(-1)?.events[0]?.data).toMatchObject({ outcome: 'sent', message_id: 'late' })
  })

  it('has one receipt in the record though it was sent twice, since the outbox could not note it', async () => {
    const memory = createMemoryOutbox()
    let isDown = true
    const sent: Outbox['sent'] = async (...given) => {
      if (isDown) throw new Error('no table')
      return memory.sent(...given)
    }
    const { ask, entries, messages, ports } = await testing({ outbox: { ...memory, sent } })
    await ask(TEST, 'POST')
    isDown = false
    await takeIn(ports.notify, ...(await entries()))
    expect(messages).toHaveLength(2)
    const outcomes = (await entries()).flatMap(({ events }) => events.map(({ data }) => data['outcome']))
    expect(outcomes).toEqual(['asked', 'sent'])
  })

  it('that somebody else is sending this moment is said to be on its way', async () => {
    const outbox: Outbox = { ...createMemoryOutbox(), claim: async () => 'busy' }
    const { ask } = await testing({ outbox })
    expect((await ask(TEST, 'POST')).json).toMatchObject({ state: 'sending', message_id: null })
  })

  it.each([{ severity: 'silent' }, { severity: 'loud' }])('%o is refused', async (body) => {
    const { ask, entries } = await testing()
    const { status, json: given } = await ask(TEST, 'POST', json(body))
    expect([status, given.details]).toEqual([400, { parameter: 'severity' }])
    expect(await entries()).toEqual([])
  })
})

describe('the events of the ledger of runs', () => {
  it('are listed as those of a pipeline, by shard and kind', async () => {
    const { ask } = await testing()
    await ask(TEST, 'POST')
    const kinds = async (query: string) =>
      (await ask(`${EVENTS}?${query}`)).json.items?.map(({ kind }) => kind)
    expect(await kinds('kind=notification-tested&shard=0')).toHaveLength(2)
    expect(await kinds('kind=run-completed')).toEqual([])
    expect(await kinds('shard=7')).toEqual([])
    expect((await ask(`${EVENTS}?shard=../x`)).json.details).toEqual({ parameter: 'shard' })
  })
})
