import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import type { Json } from '../../support/asking.ts'
import { sealEvents } from '../../support/believing.ts'
import { at } from '../../support/listings.ts'
import { acting, contested, json, LISTED, ONE } from './acting.ts'

const HOLD = `${ONE}/${LISTED}/hold`
const token = (text: string) => ({ headers: { authorization: `Bearer ${text}` } })
const as = (who: string, reason: string) => ({ ...json({ reason }), ...token(who) })
const holdsIn = (answer: Json) => (answer['holds'] ?? []) as readonly Json[]

describe('a hold', () => {
  it('is an entry that names checkpoint, reason and actor, and is shown at once', async () => {
    const { ask, head } = await acting()
    const { status, json: item } = await ask(HOLD, 'PUT', json({ reason: 'audit 2026 — 監査' }))
    expect(status).toBe(200)
    expect(item).toMatchObject({
      uuid: LISTED,
      status: 'listed',
      held: { reason: 'audit 2026 — 監査', actor: 'local', at: at(3_600) },
      holds: [
        {
          id: expect.stringMatching(/^[0-9a-f]{32}$/),
          reason: 'audit 2026 — 監査',
          actor: 'local',
          at: at(3_600),
          released_at: null,
          broken_at: null,
        },
      ],
    })
    const { entry, state } = await head()
    expect(entry).toMatchObject({ by: 'local', run: null, evidence: [] })
    const [hold] = holdsIn(item)
    expect(entry.events).toEqual([
      {
        kind: 'hold-placed',
        severity: 'info',
        uuid: LISTED,
        data: { hold: hold?.['id'], reason: 'audit 2026 — 監査', actor: 'local' },
      },
    ])
    expect(state.holds).toHaveLength(1)
    expect((await ask(`${ONE}/${LISTED}`)).json).toMatchObject({ held: item['held'], holds: item['holds'] })
    expect((await ask(ONE)).json.items?.find(({ uuid }) => uuid === LISTED)).toEqual(item)
  })

  it('may be one of several: `held` is the newest, `holds` are all', async () => {
    const { ask } = await acting()
    await ask(HOLD, 'PUT', as('a', 'first'))
    await ask(HOLD, 'PUT', as('b', 'second'))
    const { json: item } = await ask(HOLD, 'PUT', as('a', 'third'))
    expect(holdsIn(item).map(({ reason }) => reason)).toEqual(['first', 'second', 'third'])
    expect(item['held']).toMatchObject({ reason: 'third' })
    expect(new Set(holdsIn(item).map(({ id }) => id)).size).toBe(3)
  })

  it('that is placed again with the same words by the same actor is the same', async () => {
    const { ask, head } = await acting()
    const first = await ask(HOLD, 'PUT', as('a', 'audit'))
    const { entry } = await head()
    expect((await ask(HOLD, 'PUT', as('a', 'audit'))).text).toBe(first.text)
    expect((await ask(`${ONE}/${LISTED.toUpperCase()}/hold`, 'PUT', as('a', 'audit'))).text).toBe(first.text)
    expect((await head()).entry.seq).toBe(entry.seq)
  })

  it('is placed behind what the recorder appended meanwhile', async () => {
    const { ask, head } = await acting({ ledger: contested(createMemoryLedger(), 2) })
    const before = await head()
    expect((await ask(HOLD, 'PUT', as('a', 'audit'))).status).toBe(200)
    const { entry, state } = await head()
    expect([entry.seq, state.holds.length]).toEqual([before.entry.seq + 3, 1])
  })

  it('by many at once are all there', async () => {
    const { ask, head } = await acting()
    const who = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(who.map((one) => ask(HOLD, 'PUT', as(one, 'audit'))))
    expect(new Set((await head()).state.holds.map(({ actor }) => actor)).size).toBe(5)
  })

  it('never makes the record too large to go on', async () => {
    const { ask, head } = await acting()
    let status = 200
    for (let i = 0; status === 200 && i < 100; i += 1) {
      const reply = await ask(HOLD, 'PUT', as(`${i}`, '\u0001'.repeat(1_000)))
      ;({ status } = reply)
      if (status !== 200) expect(reply.json.error_code).toBe('TooManyHolds')
    }
    expect(status).toBe(409)
    const { state } = await head()
    expect(state.holds.length).toBeGreaterThan(4)
    const broken: LedgerEvent = {
      kind: 'hold-broken',
      severity: 'critical',
      uuid: LISTED,
      data: {
        holds: state.holds.map(({ id, reason, actor, at: placed }) => ({
          hold: id,
          reason,
          actor,
          at: placed,
        })),
        ended: 'missing',
      },
    }
    expect(() => sealEvents(undefined, [broken])).not.toThrow()
  })
})

describe('releasing', () => {
  it('without an id lets go of all the caller’s own, and of nobody else’s', async () => {
    const { ask, head } = await acting()
    await ask(HOLD, 'PUT', as('a', 'one'))
    await ask(HOLD, 'PUT', as('b', 'two'))
    await ask(HOLD, 'PUT', as('a', 'three'))
    const { status, json: item } = await ask(HOLD, 'DELETE', token('a'))
    expect(status).toBe(200)
    expect(item['held']).toMatchObject({ reason: 'two' })
    expect(holdsIn(item).map(({ released_at }) => released_at)).toEqual([at(3_600), null, at(3_600)])
    const { entry } = await head()
    expect(entry.events.map(({ kind, data }) => [kind, data['reason']])).toEqual([
      ['hold-released', null],
      ['hold-released', null],
    ])
  })

  it('with an id lets go of that one, whoever placed it, and says who did', async () => {
    const { ask, head } = await acting()
    const { json: placed } = await ask(HOLD, 'PUT', as('a', 'audit'))
    const id = String(holdsIn(placed)[0]?.['id'])
    const { json: item } = await ask(`${HOLD}?id=${id}`, 'DELETE', as('b', 'a has left'))
    expect(item).toMatchObject({ held: null, holds: [{ id, released_at: at(3_600), broken_at: null }] })
    const { entry } = await head()
    expect(entry.events).toEqual([
      {
        kind: 'hold-released',
        severity: 'info',
        uuid: LISTED,
        data: { hold: id, actor: entry.by, reason: 'a has left' },
      },
    ])
  })

  it.each([
    ['', 'what nobody holds'],
    ['?id=' + '0'.repeat(32), 'an id that is none'],
    ['?id=', 'an empty id'],
    ['?id=__proto__', 'a strange id'],
  ])('%s, %s, is told', async (query) => {
    const { ask, head } = await acting()
    await ask(HOLD, 'PUT', as('a', 'audit'))
    const before = await head()
    const reply = await ask(`${HOLD}${query}`, 'DELETE', token('b'))
    expect([reply.status, reply.json.error_code]).toEqual([404, 'UnknownHold'])
    expect(reply.json.details).toMatchObject({ pipeline: 'prod/orders', uuid: LISTED })
    expect((await head()).entry.seq).toBe(before.entry.seq)
  })

  it('by two at once lets go once, and the slower one is told', async () => {
    const { ask, head } = await acting()
    const { json: placed } = await ask(HOLD, 'PUT', as('a', 'audit'))
    const before = await head()
    const target = `${HOLD}?id=${String(holdsIn(placed)[0]?.['id'])}`
    const replies = await Promise.all(['a', 'b'].map((who) => ask(target, 'DELETE', token(who))))
    expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['200', '404'])
    expect((await head()).entry.seq).toBe(before.entry.seq + 1)
  })
})
