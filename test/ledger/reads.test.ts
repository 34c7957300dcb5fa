import { describe, expect, it } from 'vitest'
import { gathered } from '../support/gathered.ts'
import { at } from '../support/listings.ts'
import { answeredBy } from './answering.ts'
import { type Adapters, ATTEMPTS, conditionFailed, everyAdapter, row, sealed } from './attempts.ts'

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
