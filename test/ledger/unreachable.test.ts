import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { storeStanding } from '../../lambdas/domain/store-row.ts'
import type { AlertRow } from '../../lambdas/ledger/alert-index.ts'
import { createDynamoReportDrafts } from '../../lambdas/ledger/dynamo-report-drafts.ts'
import { createDynamoStoreWork } from '../../lambdas/ledger/dynamo-store-work.ts'
import { havingSeen } from '../support/believing.ts'
import { gathered } from '../support/gathered.ts'
import { at, checkpoint } from '../support/listings.ts'
import { answeredBy } from './answering.ts'
import { storesOver } from './wire.ts'
import { twoAnnouncements } from './work-contract.ts'

const [announcement, other] = twoAnnouncements()
const receipt = { messageId: 'm-1', sentAt: at(2) }
const sealed = havingSeen(checkpoint(1))
const row: AlertRow = {
  id: 'a',
  kind: 'checkpoint-missing',
  severity: 'critical',
  state: 'firing',
  ledger: 'prod/orders',
  uuid: null,
  raisedAt: at(1),
  acknowledgedAt: null,
  resolvedAt: null,
  actor: null,
  note: null,
  summary: '',
}
const held = { untilMs: 1, telling: null }
const overview = { shard: '0', finishedAt: at(0), rows: [], matched: {}, configuration: null }
const committed = { before: 0n, size: 1n, root: 'ab'.repeat(32), steps: [] }
const shard = { name: '0', watermarks: new Map<string, number>() }
const selection = { source: null, q: null, pipelines: null }
const report = { id: 'r1', from: at(0), to: at(1), selection }
const storeRow = {
  ledger: 'prod/orders/copies',
  location: 's3://acme/orders',
  firstAt: at(0),
  attemptedAt: at(0),
  checkedAt: null,
  outcome: 'checking',
  why: null,
  unseenSince: null,
  ...storeStanding(undefined),
} as const

type Client = ReturnType<typeof answeredBy>['client']

function everyAdapter(client: Client) {
  const work = { client, table: 'work' }
  return {
    ...storesOver(client),
    drafts: createDynamoReportDrafts(work),
    stores: createDynamoStoreWork(work),
  }
}

type Adapters = ReturnType<typeof everyAdapter>

/** Everything that is ever asked of a table, and how its failure is named. */
const ATTEMPTS: readonly (readonly [string, (of: Adapters) => Promise<unknown>])[] = [
  ['prod/orders 1: append', ({ ledger }) => ledger.append(sealed)],
  ['prod/orders: read', ({ ledger }) => ledger.head('prod/orders')],
  ['prod/orders: read', ({ ledger }) => ledger.readForward('prod/orders', 1, 1)],
  ['prod/orders: read', ({ ledger }) => ledger.readBackward('prod/orders', 1, 1)],
  ['ledgers: scan', ({ table }) => gathered(table.names())],
  ['prod/orders: read', ({ table }) => gathered(table.entries('prod/orders'))],
  ['log head: read', ({ progress }) => progress.read()],
  ['watermarks: read', ({ progress }) => progress.watermarks()],
  ['log head: commit', ({ progress }) => progress.commit(committed, shard, 0)],
  ['prod/orders 3: pending note', ({ progress }) => progress.notePending('prod/orders', 3)],
  ['pending notes: read', ({ progress }) => progress.pending()],
  ['overview of shard 0: read', ({ overviews }) => overviews.read('0')],
  ['overviews: read', ({ overviews }) => overviews.all()],
  ['overviews: read', ({ overviews }) => overviews.readAll()],
  ['overview of shard 0: write', ({ overviews }) => overviews.write(overview, 0)],
  ['alert a: write', ({ alerts }) => alerts.record(row)],
  ['2 alerts: write', ({ alerts }) => alerts.record(row, { ...row, id: 'b' })],
  ['alert a: note of reminders', ({ alerts }) => alerts.remind([row])],
  ['alert a: read', ({ alerts }) => alerts.find('a')],
  ['2 alerts: read', ({ alerts }) => alerts.findAll(['a', 'b'])],
  ['alerts firing: read', ({ alerts }) => alerts.list({ state: 'firing', limit: 1 })],
  ['alerts of every state: read', ({ alerts }) => alerts.list({ limit: 1 })],
  [`announcement ${announcement.id}: note`, ({ outbox }) => outbox.note([announcement], at(1))],
  ['2 announcements: note', ({ outbox }) => outbox.note([announcement, other], at(1))],
  [`announcement ${other.id}: note of the past`, ({ outbox }) => outbox.notePast([other], at(1))],
  [
    'run r: note of what is expected',
    ({ outbox }) => outbox.expect('r', { announcements: 1, sources: [] }, at(1)),
  ],
  ['run r: read of what is expected', ({ outbox }) => outbox.expectedOf('r')],
  ['lane r: count', ({ outbox }) => outbox.countOf('r')],
  ['lane r: read', ({ outbox }) => outbox.dueOf('r')],
  ['announcements due: read', ({ outbox }) => outbox.unsent()],
  ['lane r: claim', ({ outbox }) => outbox.claim('r', at(1), 1_000)],
  [
    'lane r: extension of a claim',
    ({ outbox }) => outbox.extend('r', held, { telling: null, at: at(1), leaseMs: 1_000 }),
  ],
  ['lane r: release', ({ outbox }) => outbox.release('r', held)],
  ['lane r: receipts', ({ outbox }) => outbox.sent('r', ['x'], receipt)],
  ['receipts: read', ({ outbox }) => outbox.receipts(['x'])],
  ['announcement x: read of its refusal', ({ outbox }) => outbox.isRefusalNoted('x')],
  ['announcement x: note of its refusal', ({ outbox }) => outbox.noteRefused('x', at(1))],
  ['announcement x: read of who took it', ({ outbox }) => outbox.taken('x')],
  ['announcement x: note of who took it', ({ outbox }) => outbox.noteTaken('x', new Map(), at(1))],
  ['report r1: want', ({ drafts }) => drafts.want(report, at(1))],
  ['reports wanted: read', ({ drafts }) => drafts.wanted()],
  ['report r1: keep', ({ drafts }) => drafts.keep('r1', 'prod/orders', 'text', at(1))],
  ['report r1: read', ({ drafts }) => drafts.kept('r1')],
  ['report r1: read', ({ drafts }) => drafts.done('r1')],
  ['stores: read', ({ stores }) => stores.rows()],
  ['store prod/orders/copies: keep', ({ stores }) => stores.keepRow(storeRow)],
  ['store prod/orders: read', ({ stores }) => stores.memory('prod/orders')],
  ['store prod/orders: remember', ({ stores }) => stores.keepMemory('prod/orders', 'text')],
]

const down = new Error('down')
const conditionFailed = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' })
const cancelled = (Code?: string) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'no',
    ...(Code === undefined ? {} : { CancellationReasons: [{ Code: 'None' }, { Code }] }),
  })

function failing(...errors: readonly unknown[]): Adapters {
  const left = [...errors]
  return everyAdapter(
    answeredBy(() => {
      throw left.length > 1 ? left.shift() : left[0]
    }).client,
  )
}

describe('a table that does not answer', () => {
  it.each(ATTEMPTS)(
    'is named with what was attempted, and why it failed is kept: %s',
    async (what, attempt) => {
      const error: unknown = await attempt(failing(down)).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ message: `${what} unanswered`, cause: down })
    },
  )

  it('is named where a second request of the same attempt fails', async () => {
    const { ledger } = failing(conditionFailed, down)
    const unanswered = { message: 'prod/orders 1: read unanswered', cause: down }
    await expect(ledger.append(sealed)).rejects.toMatchObject(unanswered)
    const { client } = answeredBy(({ operation }) => {
      if (operation === 'Query') return { Items: [{ sk: { S: 'prod/orders' } }] }
      throw down
    })
    const forget = { message: 'report r1: forget unanswered', cause: down }
    await expect(everyAdapter(client).drafts.done('r1')).rejects.toMatchObject(forget)
    const pointers = { Responses: [{ Item: { at: { S: 'x' } } }] }
    let asked = 0
    const second = answeredBy(() => {
      asked += 1
      if (asked > 1) throw down
      return pointers
    })
    const read = { message: 'alert a: read unanswered', cause: down }
    await expect(everyAdapter(second.client).alerts.find('a')).rejects.toMatchObject(read)
  })

  it('costs no note that is pending: it was not settled, and that is said', async () => {
    const unsettled = { message: 'prod/orders: pending note not settled', cause: down }
    await expect(failing(down).progress.settlePending('prod/orders', 1)).rejects.toMatchObject(unsettled)
    await expect(failing(conditionFailed).progress.settlePending('prod/orders', 1)).resolves.toBeUndefined()
  })
})

describe('the log’s commit that is cancelled', () => {
  const commit = (error: unknown) => failing(error).progress.commit(committed, shard, 1)

  it('was overtaken where the version had moved on', async () => {
    expect(await commit(cancelled('ConditionalCheckFailed'))).toBe('overtaken')
  })

  it.each([['ValidationError'], [''], [undefined]])('for another reason is an error: %j', async (code) => {
    const error = cancelled(code)
    await expect(commit(error)).rejects.toMatchObject({
      message: 'log head: commit unanswered',
      cause: error,
    })
  })
})

it('an entry whose place was taken and is empty again has moved the head', async () => {
  const { client } = answeredBy(({ operation }) => {
    if (operation === 'PutItem') throw conditionFailed
    return {}
  })
  expect(await everyAdapter(client).ledger.append(sealed)).toBe('head-moved')
})

describe('what is read', () => {
  it('is read strongly consistent, whatever it is, but for alerts of one state: their index has no such read', async () => {
    const { client, asked } = answeredBy(() => ({}))
    for (const [, attempt] of ATTEMPTS) await attempt(everyAdapter(client))
    const taken = answeredBy(({ operation }) => {
      if (operation === 'PutItem') throw conditionFailed
      return {}
    })
    await everyAdapter(taken.client).ledger.append(sealed)
    const reads = [...asked, ...taken.asked].filter(({ operation }) =>
      ['GetItem', 'Query', 'Scan'].includes(operation),
    )
    const [byIndex, ...others] = [...Map.groupBy(reads, ({ input }) => input['IndexName'] === undefined)]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, all]) => new Set(all.map(({ input }) => input['ConsistentRead'])))
    expect([byIndex, others]).toEqual([new Set([false]), [new Set([true])]])
  })

  it('goes on behind the end of a page, until there is no more', async () => {
    const end = { pk: { S: 'here' } }
    for (const read of [
      ({ table }: Adapters) => gathered(table.names()),
      ({ table }: Adapters) => gathered(table.entries('prod/orders')),
      ({ outbox }: Adapters) => outbox.countOf('r'),
      ({ outbox }: Adapters) => outbox.unsent(),
    ]) {
      const pages = [{ LastEvaluatedKey: end }, { LastEvaluatedKey: end }, {}]
      const { client, asked } = answeredBy(() => pages.shift())
      await read(everyAdapter(client))
      expect(asked.map(({ input }) => input['ExclusiveStartKey'])).toEqual([undefined, end, end])
    }
  })

  it('of alerts goes on behind the last row, where the index says that there are more', async () => {
    const Items = [{ data: { S: JSON.stringify(row) } }]
    const LastEvaluatedKey = { pk: { S: 'here' } }
    const next = async (answer: object) => {
      const page = await everyAdapter(answeredBy(() => answer).client).alerts.list({ limit: 1 })
      return page.next
    }
    expect(await next({ Items, LastEvaluatedKey })).toEqual({ raisedAt: row.raisedAt, id: row.id })
    expect(await next({ Items })).toBeNull()
    expect(await next({ Items: [], LastEvaluatedKey })).toBeNull()
  })

  it('is nothing where the answer holds nothing', async () => {
    const { ledger, table, progress, overviews, alerts, outbox, drafts, stores } = everyAdapter(
      answeredBy(() => ({})).client,
    )
    expect([await ledger.head('x'), await ledger.readForward('x', 1, 1)]).toEqual([undefined, []])
    expect([await gathered(table.names()), await gathered(table.entries('x'))]).toEqual([[], []])
    expect(await progress.read()).toEqual({ committed: undefined, version: 0 })
    expect([await progress.watermarks(), await progress.pending()]).toEqual([new Map(), new Map()])
    expect([await overviews.all(), await overviews.readAll()]).toEqual([[], new Map()])
    expect(await alerts.list({ limit: 1 })).toEqual({ rows: [], next: null })
    expect(await alerts.findAll(['x'])).toEqual(new Map())
    expect([await outbox.unsent(), await outbox.countOf('x')]).toEqual([{ due: [], unreadable: [] }, 0])
    expect(await outbox.claim('x', at(0), 1_000)).toEqual({ untilMs: Date.parse(at(1)), telling: null })
    expect([await outbox.taken('x'), await outbox.receipts(['x'])]).toEqual([new Map(), new Map()])
    expect([await outbox.expectedOf('x'), await outbox.isRefusalNoted('x')]).toEqual([undefined, false])
    expect([await drafts.wanted(), await drafts.kept('x')]).toEqual([[], new Map()])
    expect([await stores.rows(), await stores.memory('x')]).toEqual([[], undefined])
  })
})
