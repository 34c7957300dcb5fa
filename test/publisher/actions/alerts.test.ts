import { describe, expect, it } from 'vitest'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { actOnAlert } from '../../../lambdas/publisher/actions/act-on-alert.ts'
import { indexAlerts } from '../../../lambdas/publisher/notify/index-alerts.ts'
import { at } from '../../support/listings.ts'
import { acting, contested, json } from './acting.ts'

const NOW = at(3_600)
const token = (text: string) => ({ headers: { authorization: `Bearer ${text}` } })

describe('acknowledging', () => {
  it('is one entry of the pipeline’s ledger, by the actor, with the note, and is seen at once', async () => {
    const { ask, head, missing } = await acting()
    const before = await head()
    const reply = await ask(
      `/v0/alerts/${missing}/acknowledge`,
      'POST',
      json({ note: 'looking — 見てる 👀' }),
    )
    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({
      id: missing,
      state: 'acknowledged',
      acknowledged_at: NOW,
      resolved_at: null,
      actor: 'local',
      note: 'looking — 見てる 👀',
    })
    const { entry, state } = await head()
    expect(entry).toMatchObject({ seq: before.entry.seq + 1, by: 'local', run: null, evidence: [], at: NOW })
    expect(entry.events).toEqual([
      {
        kind: 'alert-acknowledged',
        severity: 'silent',
        uuid: before.state.alerts[0]?.uuid,
        data: {
          alert: missing,
          kind: 'checkpoint-missing',
          severity: 'critical',
          actor: 'local',
          note: 'looking — 見てる 👀',
        },
      },
    ])
    expect(state.alerts.find(({ id }) => id === missing)?.acknowledged).toBe(true)
    expect((await ask('/v0/alerts?state=acknowledged')).json.items).toMatchObject([{ id: missing }])
  })

  it('ends at once what nothing observed would ever end, in the same entry', async () => {
    const { ask, head, dropped } = await acting()
    const { json: alert } = await ask(`/v0/alerts/${dropped}/acknowledge`, 'POST')
    expect(alert).toMatchObject({ state: 'resolved', acknowledged_at: NOW, resolved_at: NOW, note: null })
    const { entry, state } = await head()
    expect(entry.events.map(({ kind, data }) => [kind, data['by'], data['actor']])).toEqual([
      ['alert-acknowledged', undefined, 'local'],
      ['alert-resolved', 'acknowledged', 'local'],
    ])
    expect(state.alerts.map(({ id }) => id)).not.toContain(dropped)
  })

  it('again, by whomever, changes nothing and shows who was first', async () => {
    const { ask, head, missing } = await acting()
    await ask(`/v0/alerts/${missing}/acknowledge`, 'POST', { ...json({ note: 'mine' }), ...token('a') })
    const { entry } = await head()
    const again = await ask(`/v0/alerts/${missing}/acknowledge`, 'POST', {
      ...json({ note: 'no, mine' }),
      ...token('b'),
    })
    expect([again.status, again.json['actor'], again.json['note']]).toEqual([200, 'key:a', 'mine'])
    expect((await head()).entry.seq).toBe(entry.seq)
  })

  it('by two at once is one entry', async () => {
    const { ask, head, missing } = await acting()
    const before = await head()
    const replies = await Promise.all(
      ['a', 'b', 'c'].map((who) => ask(`/v0/alerts/${missing}/acknowledge`, 'POST', token(who))),
    )
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(replies.map((reply) => reply.json['actor'])).size).toBe(1)
    expect((await head()).entry.seq).toBe(before.entry.seq + 1)
  })

  it('reads the head again when the recorder was faster, and gives up aloud when it always is', async () => {
    const scene = await acting({ ledger: contested(createMemoryLedger(), 3) })
    const before = await scene.head()
    expect((await scene.ask(`/v0/alerts/${scene.missing}/acknowledge`, 'POST')).status).toBe(200)
    expect((await scene.head()).entry.seq).toBe(before.entry.seq + 4)
    const beaten = await acting({ ledger: contested(createMemoryLedger(), 1_000) })
    expect((await beaten.ask(`/v0/alerts/${beaten.missing}/acknowledge`, 'POST')).status).toBe(500)
    expect(beaten.logged).toMatchObject([{ name: 'request-failed' }])
  })
})

describe('resolving', () => {
  it('ends any alert by hand, and says by whom', async () => {
    const { ask, head, missing } = await acting()
    const sent = { ...json({ note: 'restored from backup' }), ...token('a') }
    const reply = await ask(`/v0/alerts/${missing}/resolve`, 'POST', sent)
    expect([reply.status, reply.json['state'], reply.json['resolved_at']]).toEqual([200, 'resolved', NOW])
    expect([reply.json['actor'], reply.json['note']]).toEqual(['key:a', 'restored from backup'])
    const { entry, state } = await head()
    expect(entry.events).toMatchObject([
      {
        kind: 'alert-resolved',
        severity: 'silent',
        data: {
          alert: missing,
          kind: 'checkpoint-missing',
          by: 'resolved-by-hand',
          actor: 'key:a',
          note: 'restored from backup',
          raised_at: at(60),
        },
      },
    ])
    expect(state.alerts.map(({ id }) => id)).not.toContain(missing)
  })

  it('one that is resolved already shows it, and records nothing', async () => {
    const { ask, head, missing } = await acting()
    const first = await ask(`/v0/alerts/${missing}/resolve`, 'POST', json({ note: 'first' }))
    const { entry } = await head()
    for (const action of ['resolve', 'acknowledge']) {
      const again = await ask(`/v0/alerts/${missing}/${action}`, 'POST', json({ note: 'second' }))
      expect([again.status, again.text]).toEqual([200, first.text])
    }
    expect((await head()).entry.seq).toBe(entry.seq)
  })

  it('shows what the ledger knows where the index is behind it', async () => {
    const { ask, ports, head, missing } = await acting()
    // Another publisher records it and dies before the index knows.
    const forgetful = { ...ports, alerts: { ...ports.alerts, record: async () => {} } }
    await actOnAlert(forgetful, missing, 'resolve', { actor: 'local', note: null })
    const { entry } = await head()
    expect((await ask(`/v0/alerts/${missing}`)).json['state']).toBe('firing')
    expect((await ask(`/v0/alerts/${missing}/acknowledge`, 'POST')).json['state']).toBe('resolved')
    expect((await head()).entry.seq).toBe(entry.seq)
    expect((await ask(`/v0/alerts/${missing}`)).json['state']).toBe('resolved')
  })

  it('is not undone by a late delivery from the stream', async () => {
    const { ask, alerts, ledger, missing } = await acting()
    await ask(`/v0/alerts/${missing}/resolve`, 'POST', json({ note: 'done' }))
    const done = (await ask(`/v0/alerts/${missing}`)).text
    for (const { entry } of await ledger.readForward('prod/orders', 1, 100)) await indexAlerts(alerts, entry)
    expect((await ask(`/v0/alerts/${missing}`)).text).toBe(done)
  })
})

describe('what cannot be done', () => {
  it.each(['0'.repeat(32), 'none', 'x'.repeat(5_000), '%00', '..%2F..', '%F0%9F%92%A9'])(
    'an unknown alert, %s, is told',
    async (id) => {
      const { ask, logged } = await acting()
      for (const action of ['acknowledge', 'resolve']) {
        const reply = await ask(`/v0/alerts/${id}/${action}`, 'POST', json({ note: 'x' }))
        expect([reply.status, reply.json.error_code]).toEqual([404, 'UnknownAlert'])
      }
      expect(logged).toEqual([])
    },
  )

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not allowed', async (method) => {
    const { ask, missing } = await acting()
    const { status, headers } = await ask(`/v0/alerts/${missing}/acknowledge`, method)
    expect([status, headers['allow']]).toEqual([405, 'POST'])
  })

  it('a parameter in the query is refused', async () => {
    const { ask, missing } = await acting()
    const reply = await ask(`/v0/alerts/${missing}/resolve?note=x`, 'POST')
    expect([reply.status, reply.json.details]).toEqual([400, { parameter: 'note' }])
  })
})
