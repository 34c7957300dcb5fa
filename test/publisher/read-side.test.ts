import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { writeCursor } from '../../lambdas/publisher/cursor.ts'
import { allPages, appendAll, publishing, rowAt } from '../support/asking.ts'
import { following, havingSeen, sealEvents } from '../support/believing.ts'
import { at, checkpoint, NEXT_FINGERPRINT, timedUuid, u64 } from '../support/listings.ts'
import { type Happening, tell } from '../support/stories.ts'

const ONE = '/v0/pipelines/orders'
const happening = (what: Happening['what'], pick = 0): Happening => ({ what, pick })

describe('history', () => {
  it.each([1, 2, 3, 200])(
    'knows that what was lost and seen again was retired later, above the page, with %i a page',
    async (limit) => {
      const { ledger, remembered } = await tell([
        [happening('record', 10)],
        [happening('lose')],
        [happening('reappear')],
        [happening('record', 20)],
        [happening('record', 30)],
        [happening('record', 40)],
        [happening('retire', 3)],
      ])
      const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
      const items = await allPages(ask, `${ONE}/history`, [limit])
      const wanted = remembered.map(({ uuid, status }) => `${uuid} ${status}`).toReversed()
      expect(items.map((item) => `${String(item['uuid'])} ${String(item['status'])}`)).toEqual(wanted)
    },
  )
})

describe('what was learnt from the feed', () => {
  const recorded = {
    kind: 'checkpoint-recorded',
    severity: 'silent',
    uuid: timedUuid(5),
    data: { ...fieldsOf(checkpoint(5)), via: 'events', first_seen_at: at(6) },
  } as const
  const retired = {
    kind: 'checkpoint-retired',
    severity: 'silent',
    uuid: timedUuid(5),
    data: {
      ...fieldsOf(checkpoint(5)),
      via: 'events',
      first_seen_at: at(6),
      last_seen_at: at(8),
      recorded_seq: '2',
      newer_listed: '2',
      keep_last: '2',
    },
  } as const

  it('has the bounds of its life as the feed tells them, listed or ended', async () => {
    for (const events of [[recorded], [recorded, retired]]) {
      const first = havingSeen(checkpoint(1))
      const ledger = createMemoryLedger()
      await appendAll(ledger, [first, ...sealEvents(first, events, 300)])
      const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 300)] })
      const isOver = events.length === 2
      const wanted = {
        uuid: timedUuid(5),
        first_seen_at: at(6),
        last_seen_at: isOver ? at(8) : at(300),
        ended_at: isOver ? at(300) : null,
        status: isOver ? 'retired' : 'listed',
      }
      expect((await ask(`${ONE}/history`)).json.items?.[0]).toMatchObject(wanted)
      const { json } = await ask(`${ONE}/history/${timedUuid(5)}`)
      expect(json).toMatchObject(wanted)
      expect((json['events'] as object[]).length).toBe(events.length)
    }
  })
})

it('nobody’s action passes for a look: what is listed was last seen when it was last observed', async () => {
  const first = havingSeen(checkpoint(1))
  const data = { hold: '0'.repeat(32), reason: 'x', actor: 'local' }
  const held = sealEvents(first, [{ kind: 'hold-placed', severity: 'info', uuid: timedUuid(1), data }], 900)
  const ledger = createMemoryLedger()
  await appendAll(ledger, [first, ...held])
  // The overview was lost: only the ledger knows the pipeline.
  const { ask } = await publishing({ ledger })
  const { items } = (await ask(`${ONE}/history?source=prod`)).json
  expect(items?.[0]).toMatchObject({ last_seen_at: at(0), held: { reason: 'x' } })
})

describe('while a run is under way', () => {
  /** The head is at 20 s, the overview still at 10 s. */
  async function underWay() {
    const ledger = createMemoryLedger()
    const first = havingSeen(checkpoint(1))
    const one = checkpoint(15)
    const kind = 'checkpoint-recorded'
    const next = sealEvents(first, [{ kind, severity: 'silent', uuid: one.uuid, data: fieldsOf(one) }], 20)
    await appendAll(ledger, [first, ...next])
    return publishing({ ledger, rows: [rowAt('prod/orders', 10)] })
  }

  it('"as of" shows nothing that was seen later', async () => {
    const { ask } = await underWay()
    expect(JSON.parse((await ask(`${ONE}/checkpoints?at=${at(15)}`)).text)).toHaveLength(1)
  })

  it('no list is older than what it shows, and nothing was last seen before it was first seen', async () => {
    const { ask } = await underWay()
    expect((await ask(`${ONE}/checkpoints`)).headers['checkpoint-ledger-observed-at']).toBe(at(20))
    const newest = (await ask(`${ONE}/history`)).json.items?.[0]
    expect([newest?.['first_seen_at'], newest?.['last_seen_at']]).toEqual([at(20), at(20)])
  })
})

it('"as of" an outage names the last answer before it', async () => {
  const first = havingSeen(checkpoint(1))
  const data = { reason: 'timeout', detail: 'x', since: at(5) }
  const outage = sealEvents(first, [{ kind: 'pipeline-unobservable', severity: 'warning', data }], 900)
  const ledger = createMemoryLedger()
  await appendAll(ledger, [first, ...outage])
  const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 2_000)] })
  const { headers } = await ask(`${ONE}/checkpoints?at=${at(950)}`)
  expect(headers['checkpoint-ledger-observed-at']).toBe(at(0))
})

it('a checkpoint’s story keeps the order of events within one entry', async () => {
  const before = havingSeen(checkpoint(1), checkpoint(2))
  const changed = checkpoint(2, { fingerprint: NEXT_FINGERPRINT, size: u64('9') })
  const after = following(before, [[checkpoint(1), changed]])
  const ledger = createMemoryLedger()
  await appendAll(ledger, [before, after.head])
  const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 60)] })
  const { events } = (await ask(`${ONE}/history/${timedUuid(2)}`)).json as { events?: { data: object }[] }
  expect(events?.slice(1).map(({ data }) => data)).toEqual(after.events.map(({ data }) => data))
})

it.each([[['x', 'y']], [['-5', '0']], [['1.5', '0']], [[]]])(
  'a forged cursor to %j, with a right checksum, is refused',
  async (position) => {
    const ledger = createMemoryLedger()
    await appendAll(ledger, [havingSeen(checkpoint(1))])
    const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 60)] })
    const cursor = writeCursor(JSON.stringify([`${ONE}/events`, []]), position)
    expect((await ask(`${ONE}/events?cursor=${cursor}`)).status).toBe(400)
  },
)

it('a query that is not well encoded is refused', async () => {
  const { ask } = await publishing({ rows: [rowAt('prod/orders', 60)] })
  expect((await ask('/v0/pipelines?q=%zz')).json).toMatchObject({ error_code: 'InvalidParameter' })
})

it('parameters of Feldera’s clients are borne on /checkpoints, repeated ones too, but not two times', async () => {
  const { ask } = await publishing({ rows: [rowAt('prod/orders', 60)] })
  expect((await ask(`${ONE}/checkpoints?x=1&x=2`)).status).toBe(200)
  expect((await ask(`${ONE}/checkpoints?at=${at(0)}&at=${at(60)}`)).status).toBe(400)
})

it('a pipeline that moved to another shard is one, as the later run saw it', async () => {
  const { ask, overviews } = await publishing({ rows: [rowAt('prod/orders', 60)] })
  const rows = [rowAt('prod/orders', 50)]
  await overviews.write({ shard: '1', finishedAt: at(0), rows, matched: {}, configuration: null }, 0)
  expect((await ask(`${ONE}/history`)).status).toBe(200)
  expect((await ask('/v0/pipelines')).json.items).toMatchObject([{ observed_at: at(60) }])
})
