import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import type { StoreRow } from '../../lambdas/domain/copies/store-row.ts'
import { compressed } from '../../lambdas/ledger/compressed.ts'
import { createDynamoReportDrafts } from '../../lambdas/ledger/work/dynamo-report-drafts.ts'
import { createDynamoStoreWork } from '../../lambdas/ledger/work/dynamo-store-work.ts'
import { gathered } from '../support/gathered.ts'
import { at, checkpoint } from '../support/listings.ts'
import { answeredBy } from './answering.ts'
import { row as alertRow, storeRow } from './attempts.ts'
import { storesOver } from './wire.ts'
import { twoAnnouncements } from './work-contract.ts'

/** What is read of a work table in which somebody has edited items, or an older version has left them. */

const [announcement] = twoAnnouncements()
type Items = readonly Readonly<Record<string, unknown>>[]

/** All that is kept, where every read finds these items. */
function finding(...items: Items) {
  const Responses = items.map((Item) => ({ Item }))
  const { client } = answeredBy(() => ({ Items: items, Item: items[0], Responses, Attributes: items[0] }))
  const work = { client, table: 'work' }
  return {
    ...storesOver(client),
    drafts: createDynamoReportDrafts(work),
    stores: createDynamoStoreWork(work),
  }
}

const S = (text: string) => ({ S: text })
const key = { pk: S('p'), sk: S('s') }

describe('an alert that has no data', () => {
  it('is named, and its pointer alone is no alert', async () => {
    await expect(finding(key).alerts.list({ limit: 1 })).rejects.toThrow('alert s: no data')
    expect(await finding(key).alerts.findAll(['a'])).toEqual(new Map())
    const pointed = answeredBy(({ input }) =>
      JSON.stringify(input).includes('alert#')
        ? { Responses: [{ Item: { at: S('x') } }] }
        : { Responses: [{}] },
    )
    expect(await storesOver(pointed.client).alerts.findAll(['a'])).toEqual(new Map())
  })
})

describe('an alert that somebody has edited', () => {
  const edited = (members: object) =>
    finding({ ...key, data: S(JSON.stringify({ ...alertRow, ...members })) })

  it('is read where all of it is an alert’s, and what an older version did not write is absent', async () => {
    const more = { seq: '7', flapping: true, reminded: { n: 2, dueAt: at(3) } }
    expect((await edited({}).alerts.list({ limit: 1 })).rows).toEqual([alertRow])
    expect((await edited(more).alerts.list({ limit: 1 })).rows).toEqual([{ ...alertRow, ...more }])
  })

  it.each<[object, string]>([
    [{ id: 7 }, 'id is no text'],
    [{ kind: 'checkpoint-lost' }, 'unknown event kind checkpoint-lost'],
    [{ severity: 'fatal' }, 'severity is none of critical, warning, info, silent'],
    [{ state: 'gone' }, 'state is none of firing, acknowledged, resolved'],
    [{ raisedAt: 'yesterday' }, 'raisedAt is no time'],
    [{ acknowledgedAt: 1 }, 'acknowledgedAt is no text'],
    [{ reminded: { n: '1', dueAt: at(3) } }, 'reminded.n is no count'],
    [{ reminded: 'often' }, 'reminded is no object'],
  ])('with %j is named, and why', async (members, why) => {
    await expect(edited(members).alerts.list({ limit: 1 })).rejects.toMatchObject({
      message: 'alert s: data cannot be read',
      cause: { message: why },
    })
  })
})

describe('the log’s progress that somebody has edited', () => {
  const progress = { before: '0', size: '1', root: 'ab', steps: [['prod/orders', 1, 1]] }

  it.each<[object, string]>([
    [{ size: 1 }, 'size is no text'],
    [{ root: null }, 'root is no text'],
    [{ steps: {} }, 'steps is no list'],
    [{ steps: [['prod/orders', 1, '1']] }, 'to is no count'],
  ])('with %j is none', async (members, why) => {
    const data = { B: compressed(JSON.stringify({ ...progress, ...members })) }
    await expect(finding({ ...key, data }).progress.read()).rejects.toMatchObject({
      message: 'p s: data cannot be read',
      cause: { message: why },
    })
  })

  it('has no watermarks that are none', async () => {
    const data = { B: compressed(JSON.stringify([['prod/orders', -1]])) }
    await expect(finding({ ...key, data }).progress.watermarks()).rejects.toMatchObject({
      cause: { message: 'seq is no count' },
    })
  })
})

describe('the log’s progress that has no data', () => {
  it('is named with its key', async () => {
    await expect(finding(key).progress.read()).rejects.toThrow('p s: no data')
    await expect(finding(key).progress.watermarks()).rejects.toThrow('p s: no data')
  })
})

describe('a receipt', () => {
  it.each([
    ['no message', { sentAt: S(at(1)) }],
    ['no time', { messageId: S('m') }],
    ['a time that is none', { messageId: S('m'), sentAt: S('yesterday') }],
  ])('with %s is none', async (_, attributes) => {
    expect(await finding({ ...key, ...attributes }).outbox.receipts(['a'])).toEqual(new Map())
  })
})

describe('an announcement that is due', () => {
  const data = S(JSON.stringify(announcement))

  it.each([
    ['no text', { notedAt: S(at(1)) }],
    ['no time', { data }],
    ['a time that is none', { data, notedAt: S('yesterday') }],
  ])('with %s cannot be read, and is named', async (_, attributes) => {
    const whole = { pk: S('p'), sk: S('whole'), data, notedAt: S(at(1)) }
    expect(await finding({ ...key, ...attributes }, whole).outbox.unsent()).toEqual({
      due: [{ announcement, notedAt: at(1) }],
      unreadable: ['s'],
    })
  })

  it('stands where it was noted: the oldest first, and of one moment in the order of the table', async () => {
    const seconds = [2, 1, 3, 1, 2]
    const items = seconds.map((second, i) => {
      const one = S(JSON.stringify({ ...announcement, id: `id-${i}` }))
      return { ...key, data: one, notedAt: S(at(second)) }
    })
    const { due } = await finding(...items).outbox.unsent()
    expect(due.map((one) => one.announcement.id)).toEqual(['id-1', 'id-3', 'id-0', 'id-4', 'id-2'])
  })
})

describe('what a lane was telling', () => {
  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['no message', '{"members":[]}'],
    ['no members', JSON.stringify({ message: announcement })],
    ['members that are none', JSON.stringify({ message: announcement, members: 'x' })],
  ])('with %s is nothing', async (_, telling) => {
    const { outbox } = finding({ ...key, telling: S(telling) })
    expect(await outbox.claim('run', at(0), 1_000)).toEqual({ untilMs: Date.parse(at(1)), telling: null })
  })

  it('is told again of those members that have a name', async () => {
    const telling = S(JSON.stringify({ message: announcement, members: ['a', 7, null, 'b'] }))
    const claim = await finding({ ...key, telling }).outbox.claim('run', at(0), 1_000)
    expect(claim).toMatchObject({ telling: { message: announcement, members: ['a', 'b'] } })
  })
})

it('of a run that has no text nothing is expected', async () => {
  expect(await finding(key).outbox.expectedOf('run')).toBeUndefined()
})

it('who took a message is whoever has an id for it', async () => {
  const ways = { M: { topic: S('m-1'), events: { N: '7' } } }
  expect(await finding({ ...key, ways }).outbox.taken('a')).toEqual(new Map([['topic', 'm-1']]))
  expect(await finding(key).outbox.taken('a')).toEqual(new Map())
})

describe('an overview that has no data', () => {
  it('is none, and named', async () => {
    const unreadable = 'overview of shard s: no data'
    const read = { overview: undefined, version: Number.NaN, unreadable }
    expect(await finding(key).overviews.read('s')).toEqual(read)
    expect(await finding(key).overviews.readAll()).toEqual(new Map([['s', read]]))
    await expect(finding(key).overviews.all()).rejects.toThrow(unreadable)
    const torn = { message: 'overview of shard s: data cannot be read', cause: expect.any(Error) }
    const { overviews } = finding({ ...key, data: { B: Uint8Array.of(1) } })
    await expect(overviews.all()).rejects.toMatchObject(torn)
  })

  it.each<unknown>([
    [],
    { shard: '0', finishedAt: at(0), matched: {} },
    { shard: '0', finishedAt: at(0), matched: {}, rows: [{ ledger: 'prod/orders' }] },
  ])('nor is %j one', async (written) => {
    const { overviews } = finding({ ...key, data: { B: compressed(JSON.stringify(written)) } })
    await expect(overviews.all()).rejects.toMatchObject({ cause: { message: 'it is no overview' } })
  })
})

describe('a report on its way', () => {
  const report = { id: 'r', from: at(0), to: at(1), selection: { source: null, q: null, pipelines: null } }

  it.each([
    ['no text', {}],
    ['no JSON', { data: S('{') }],
    ['no beginning', { data: S(JSON.stringify({ ...report, from: 'once' })) }],
    ['no end', { data: S(JSON.stringify({ ...report, to: 'later' })) }],
    ['no selection', { data: S(JSON.stringify({ ...report, selection: null })) }],
    [
      'a selection that is none',
      { data: S(JSON.stringify({ ...report, selection: { ...report.selection, q: 7 } })) },
    ],
  ])('that has %s is wanted by nobody, and holds up no other', async (_, attributes) => {
    const whole = { ...key, data: S(JSON.stringify(report)) }
    expect(await finding({ ...key, ...attributes }, whole).drafts.wanted()).toEqual([report])
  })

  it('has kept nothing of a pipeline whose text is gone', async () => {
    const whole = { pk: S('p'), sk: S('prod/orders'), data: { B: compressed('text') } }
    expect(await finding(key, whole).drafts.kept('r')).toEqual(new Map([['prod/orders', 'text']]))
  })
})

describe('what is known of stores', () => {
  const newest = {
    synced: { uuid: checkpoint(1).uuid, at: at(1) },
    complete: null,
    verified: null,
    kept: null,
  }
  const row: StoreRow = { ...storeRow, newest, copies: 1 }

  it('has no row that cannot be read, and every other', async () => {
    const whole = { ...key, data: S(JSON.stringify(row)) }
    expect(await finding(key, { ...key, data: S('{') }, whole).stores.rows()).toEqual([row])
  })

  it.each<[string, unknown]>([
    ['no ledger', { ledger: undefined }],
    ['a time that is none', { attemptedAt: 'yesterday' }],
    ['an outcome that nobody knows', { outcome: 'lost' }],
    ['a count that is none', { alerts: -1 }],
    ['a rung without a UUID', { newest: { ...newest, kept: { uuid: 'x', at: at(1) } } }],
    ['no rungs', { newest: undefined }],
  ])('has no row with %s', async (_, edited) => {
    const item = { ...key, data: S(JSON.stringify({ ...row, ...(edited as object) })) }
    expect(await finding(item).stores.rows()).toEqual([])
  })

  const bytes = compressed('all that is known')
  const part = (writing: string, of: string, data: Uint8Array) => ({
    ...key,
    writing: S(writing),
    of: { N: of },
    data: { B: data },
  })
  const [first, second] = [part('w', '2', bytes.subarray(0, 9)), part('w', '2', bytes.subarray(9))]
  const { data: _data, ...emptied } = second
  const { writing: _writing, ...unnamed } = second
  const { of: _of, ...uncounted } = first

  it.each<[string, Items]>([
    ['a part is missing', [first]],
    ['a part is of another writing', [first, part('v', '2', bytes.subarray(9))]],
    ['a part is of no writing', [first, unnamed]],
    ['the first does not say of how many it is', [uncounted, second]],
    ['the bytes are damaged', [second, first]],
    ['the bytes of a part are gone', [first, emptied]],
  ])('is no memory where %s', async (_, items) => {
    expect(await finding(...items).stores.memory('prod/orders')).toBeUndefined()
  })

  it('is the memory of the last writing, whatever an older one has left behind it', async () => {
    const left = part('v', '3', Uint8Array.of(1, 2, 3))
    expect(await finding(first, second, left).stores.memory('prod/orders')).toBe('all that is known')
  })
})

it('a ledger table that is gone has no ledgers', async () => {
  const { client } = answeredBy(() => {
    throw new ResourceNotFoundException({ $metadata: {}, message: 'gone' })
  })
  expect(await gathered(storesOver(client).table.names())).toEqual([])
})
