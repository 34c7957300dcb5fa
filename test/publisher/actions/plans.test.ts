import { describe, expect, it } from 'vitest'
import { APPROVABLE, MAINTENANCE_KINDS } from '../../../lambdas/domain/approvals.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { allPages, appendAll, type Json, publishing, rowAt } from '../../support/asking.ts'
import { sealEvents } from '../../support/believing.ts'
import { at, T0 } from '../../support/listings.ts'
import { acting, contested, json } from './acting.ts'

const APPROVALS = '/v0/pipelines/orders/approvals'
const MAINTENANCE = '/v0/pipelines/orders/maintenance'
const HOUR = 3_600
// The tests' clock stands at the first hour.
const NIGHT = { kinds: ['storage-cleared', 'lineage-changed'], until: at(9 * HOUR), reason: 'release 12' }
const token = (text: string) => ({ headers: { authorization: `Bearer ${text}` } })

describe('an approval', () => {
  it('is an entry that says which kinds, from when until when, why and who, and is shown at once', async () => {
    const { ask, head, pending } = await acting()
    const { status, json: item } = await ask(APPROVALS, 'POST', json(NIGHT))
    expect(status).toBe(200)
    const { entry, state } = await head()
    expect(entry).toMatchObject({ by: 'local', run: null, evidence: [] })
    expect(entry.events).toEqual([
      {
        kind: 'change-approved',
        severity: 'info',
        data: {
          approval: item['id'],
          kinds: ['lineage-changed', 'storage-cleared'],
          from: at(HOUR),
          until: at(9 * HOUR),
          reason: 'release 12',
          actor: 'local',
        },
      },
    ])
    expect(item).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      state: 'active',
      kinds: ['lineage-changed', 'storage-cleared'],
      from: at(HOUR),
      until: at(9 * HOUR),
      reason: 'release 12',
      actor: 'local',
      at: at(HOUR),
      seq: String(entry.seq),
      hash: entry.hash,
      withdrawn_at: null,
      withdrawn_by: null,
      withdrawn_reason: null,
    })
    expect(state.approvals).toMatchObject([{ id: item['id'], form: 'approval' }])
    expect((await ask(APPROVALS)).json.items).toEqual([item])
    // The log must hear of it, though no run has recorded it.
    expect(pending.get('prod/orders')).toBe(entry.seq)
  })

  it('of the same words of the same actor is the same one, and no second entry', async () => {
    const { ask, head } = await acting()
    const first = await ask(APPROVALS, 'POST', json(NIGHT))
    const again = await ask(APPROVALS, 'POST', json({ ...NIGHT, kinds: NIGHT.kinds.toReversed() }))
    expect(again.json).toEqual(first.json)
    const seq = (await head()).entry.seq
    for (const other of [
      { ...json(NIGHT), ...token('somebody') },
      json({ ...NIGHT, reason: 'release 13' }),
      json({ ...NIGHT, until: at(10 * HOUR) }),
      json({ ...NIGHT, kinds: ['lineage-changed'] }),
    ])
      expect((await ask(APPROVALS, 'POST', other)).json['id']).not.toBe(first.json['id'])
    expect((await head()).entry.seq).toBe(seq + 4)
  })

  it('that was withdrawn can be given again, and is another one each time', async () => {
    const { ask } = await acting()
    const ids = new Set<unknown>()
    for (let i = 0; i < 3; i += 1) {
      const { json: item } = await ask(APPROVALS, 'POST', json({ ...NIGHT, from: at(HOUR) }))
      ids.add(item['id'])
      await ask(`${APPROVALS}/${String(item['id'])}`, 'DELETE')
    }
    expect(ids.size).toBe(3)
    const states = (await ask(APPROVALS)).json.items?.map(({ state }) => state)
    expect(states).toEqual(['withdrawn', 'withdrawn', 'withdrawn'])
  })

  it('of many pipelines has one id in all of them, so that it can be found and withdrawn in all', async () => {
    const ledger = createMemoryLedger()
    const rows = [rowAt('prod/orders', 60), rowAt('prod/clicks', 60)]
    const { ask } = await publishing({ ledger, rows })
    const one = await ask(APPROVALS, 'POST', json({ ...NIGHT, from: at(HOUR) }))
    const other = await ask('/v0/pipelines/clicks/approvals', 'POST', json({ ...NIGHT, from: at(HOUR) }))
    expect(one.status).toBe(200)
    expect(other.json['id']).toBe(one.json['id'])
  })

  it('is withdrawn with who did it and why, and stays in the record', async () => {
    const { ask, head } = await acting()
    const { json: item } = await ask(APPROVALS, 'POST', json(NIGHT))
    const gone = await ask(`${APPROVALS}/${String(item['id'])}`, 'DELETE', {
      ...json({ reason: 'release put off' }),
      ...token('bob'),
    })
    expect(gone.json).toEqual({
      ...item,
      state: 'withdrawn',
      withdrawn_at: at(HOUR),
      withdrawn_by: 'key:bob',
      withdrawn_reason: 'release put off',
    })
    const { entry, state } = await head()
    expect(state.approvals).toEqual([])
    expect(entry.events[0]).toMatchObject({ kind: 'approval-withdrawn', data: { approval: item['id'] } })
    // Again: what the first one left, and no second entry.
    expect((await ask(`${APPROVALS}/${String(item['id'])}`, 'DELETE')).json).toEqual(gone.json)
    expect((await head()).entry.seq).toBe(entry.seq)
    expect((await ask(APPROVALS)).json.items).toEqual([gone.json])
  })

  it('is planned, active and expired by the clock, and withdrawing what is over records nothing', async () => {
    let now = HOUR
    const { ask, ledger } = await publishing({
      rows: [rowAt('prod/orders', 60)],
      clock: { now: () => T0 + now * 1_000 },
    })
    const { json: item } = await ask(APPROVALS, 'POST', json({ ...NIGHT, from: at(2 * HOUR) }))
    const state = async () => (await ask(APPROVALS)).json.items?.[0]?.['state']
    expect(await state()).toBe('planned')
    now = 2 * HOUR
    expect(await state()).toBe('active')
    now = 9 * HOUR
    expect(await state()).toBe('expired')
    const { status, json: late } = await ask(`${APPROVALS}/${String(item['id'])}`, 'DELETE')
    expect([status, late['state']]).toEqual([200, 'expired'])
    expect((await ledger.head('prod/orders'))?.entry.seq).toBe(1)
  })

  it('is decided anew where somebody else appended first', async () => {
    const plain = createMemoryLedger()
    const { ask, head } = await acting({ ledger: contested(plain, 3) })
    expect((await ask(APPROVALS, 'POST', json(NIGHT))).status).toBe(200)
    expect((await head()).state.approvals).toHaveLength(1)
  })

  it('keeps back the alert of what it covers, and of nothing else', async () => {
    const { ask, head, ledger } = await acting()
    const { json: item } = await ask(APPROVALS, 'POST', json(NIGHT))
    const event = (kind: 'storage-cleared' | 'pipeline-removed'): LedgerEvent => {
      return { kind, severity: 'warning', data: { cleared: '0' } }
    }
    await appendAll(ledger, sealEvents(await head(), [event('storage-cleared')], 2 * HOUR))
    expect((await head()).entry.events).toEqual([
      { kind: 'storage-cleared', severity: 'silent', data: { cleared: '0', approved: item['id'] } },
    ])
    await appendAll(ledger, sealEvents(await head(), [event('pipeline-removed')], 2 * HOUR))
    expect((await head()).entry.events.map(({ kind }) => kind)).toEqual(['pipeline-removed', 'alert-raised'])
  })
})

describe('what cannot be approved', () => {
  it.each<readonly [string, object, string]>([
    ['nothing', { kinds: [] }, 'kinds'],
    ['a broken hold', { kinds: ['hold-broken'] }, 'kinds'],
    ['a kind that there is not', { kinds: ['*'] }, 'kinds'],
    ['what has no end', { until: undefined }, 'until'],
    ['what ends at no time', { until: 'tomorrow' }, 'until'],
    ['what ends before it begins', { from: at(5 * HOUR), until: at(4 * HOUR) }, 'until'],
    ['what is over', { from: at(HOUR), until: at(HOUR) }, 'until'],
    ['what lasts longer than 30 days', { until: at(HOUR + 30 * 86_400 + 1) }, 'until'],
    ['a loss for longer than a day', { kinds: ['checkpoint-missing'], until: at(HOUR + 86_401) }, 'until'],
    ['what has happened', { from: at(HOUR - 601) }, 'from'],
    ['what is a year ahead', { from: at(365 * 86_400), until: at(366 * 86_400) }, 'from'],
    ['what has no reason', { reason: undefined }, 'reason'],
    ['what has an empty reason', { reason: '' }, 'reason'],
    ['more than there is to say', { forever: true }, 'forever'],
  ])('%s', async (_what, wrong, parameter) => {
    const { ask, head } = await acting()
    const before = (await head()).entry.seq
    const { status, json: given } = await ask(APPROVALS, 'POST', json({ ...NIGHT, ...wrong }))
    expect([status, given.error_code, given.details]).toEqual([400, 'InvalidParameter', { parameter }])
    expect((await head()).entry.seq).toBe(before)
  })

  it('a loss is, by its name, for a day at most', async () => {
    const { ask } = await acting()
    const loss = { ...NIGHT, kinds: ['checkpoint-missing', 'fingerprint-changed'], until: at(HOUR + 86_400) }
    expect((await ask(APPROVALS, 'POST', json(loss))).status).toBe(200)
  })

  it('more than a pipeline can bear', async () => {
    const { ask, head } = await acting()
    for (let i = 0; i < 50; i += 1)
      expect((await ask(APPROVALS, 'POST', json({ ...NIGHT, reason: `release ${i}` }))).status).toBe(200)
    const { status, json: given } = await ask(APPROVALS, 'POST', json({ ...NIGHT, reason: 'one more' }))
    expect([status, given.error_code]).toEqual([409, 'TooManyApprovals'])
    const window = await ask(MAINTENANCE, 'POST', json({ until: at(2 * HOUR), reason: 'x' }))
    expect(window.json.error_code).toBe('TooManyApprovals')
    expect((await head()).state.approvals).toHaveLength(50)
  })

  it('more bytes than a pipeline can bear', async () => {
    const { ask, head } = await acting()
    const reason = (i: number) => `${i}`.padEnd(1_000, '監')
    const codes: unknown[] = []
    for (let i = 0; i < 20; i += 1)
      codes.push((await ask(APPROVALS, 'POST', json({ ...NIGHT, reason: reason(i) }))).json.error_code)
    expect(codes.at(-1)).toBe('TooManyApprovals')
    expect(Buffer.byteLength(JSON.stringify((await head()).state.approvals))).toBeLessThan(42_000)
  })

  it('for a pipeline or under an id that nobody knows', async () => {
    const { ask } = await acting()
    const code = async (path: string, method: string) => {
      const sent = method === 'POST' ? json(NIGHT) : {}
      const { status, json: given } = await ask(path, method, sent)
      return [status, given.error_code]
    }
    expect(await code('/v0/pipelines/none/approvals', 'POST')).toEqual([404, 'UnknownPipelineName'])
    expect(await code('/v0/pipelines/none/approvals', 'GET')).toEqual([404, 'UnknownPipelineName'])
    expect(await code(`${APPROVALS}/${'0'.repeat(32)}`, 'DELETE')).toEqual([404, 'UnknownApproval'])
    expect(await code(`${MAINTENANCE}/${'0'.repeat(32)}`, 'DELETE')).toEqual([404, 'UnknownMaintenance'])
  })
})

describe('a maintenance window', () => {
  it('is an approval of what work on a pipeline brings with it, under a name of its own', async () => {
    const { ask, head } = await acting()
    const { json: item } = await ask(MAINTENANCE, 'POST', json({ until: at(2 * HOUR), reason: 'new disks' }))
    expect(item).toMatchObject({
      state: 'active',
      kinds: APPROVABLE.filter((one) => MAINTENANCE_KINDS.includes(one)),
    })
    const { entry, state } = await head()
    expect(entry.events).toMatchObject([
      {
        kind: 'maintenance-planned',
        severity: 'info',
        data: { maintenance: item['id'], reason: 'new disks', actor: 'local' },
      },
    ])
    expect(state.approvals).toMatchObject([{ form: 'maintenance', kinds: MAINTENANCE_KINDS }])
    expect((await ask(MAINTENANCE)).json.items).toEqual([item])
    expect((await ask(APPROVALS)).json.items).toEqual([])
    // An approval of that id there is none.
    expect((await ask(`${APPROVALS}/${String(item['id'])}`, 'DELETE')).status).toBe(404)
    expect((await ask(`${MAINTENANCE}/${String(item['id'])}`, 'DELETE')).json['state']).toBe('withdrawn')
    expect((await head()).entry.events[0]?.kind).toBe('maintenance-cancelled')
  })

  it('names no kinds, and lasts seven days at most', async () => {
    const { ask } = await acting()
    const refused = async (wrong: object) => {
      const { json: given } = await ask(
        MAINTENANCE,
        'POST',
        json({ until: at(2 * HOUR), reason: 'x', ...wrong }),
      )
      return given.details?.['parameter']
    }
    expect(await refused({ kinds: ['checkpoint-missing'] })).toBe('kinds')
    expect(await refused({ until: at(HOUR + 7 * 86_400 + 1) })).toBe('until')
    expect(await refused({ until: at(HOUR + 7 * 86_400) })).toBeUndefined()
  })
})

describe('the list', () => {
  it('gives every one exactly once, newest first, page by page, with what became of it', async () => {
    const { ask } = await acting()
    const ids: string[] = []
    for (let i = 0; i < 12; i += 1) {
      const given: Json = (await ask(APPROVALS, 'POST', json({ ...NIGHT, reason: `release ${i}` }))).json
      ids.push(String(given['id']))
      if (i % 3 === 0) await ask(`${APPROVALS}/${String(given['id'])}`, 'DELETE')
    }
    const items = await allPages(ask, APPROVALS, [1, 5, 2])
    expect(items.map(({ id }) => id)).toEqual(ids.toReversed())
    expect(items.map(({ state }) => state === 'withdrawn')).toEqual(
      ids.map((_, i) => i % 3 === 0).toReversed(),
    )
  })

  it('refuses what is no cursor of it, and parameters that it has not', async () => {
    const { ask } = await acting()
    const code = async (query: string) => (await ask(`${APPROVALS}?${query}`)).json.error_code
    expect(await code('cursor=abc')).toBe('InvalidParameter')
    expect(await code('limit=0')).toBe('InvalidParameter')
    expect(await code('state=active')).toBe('InvalidParameter')
  })
})
