import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS } from '../../lambdas/domain/event.ts'
import type { OverviewRow } from '../../lambdas/domain/overview.ts'
import { ALERT_STATES, type AlertRow } from '../../lambdas/ledger/work/alert-index.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { STATUSES } from '../../lambdas/publisher/queries/life.ts'
import { PIPELINE_ORDERS, PIPELINE_STATUSES } from '../../lambdas/publisher/queries/pipelines.ts'
import { allPages, type Json, oneMoreCheckpoint, publishing, rowAt } from '../support/asking.ts'
import { at } from '../support/listings.ts'
import { STEP_SECONDS, stories, tell } from '../support/stories.ts'

const ONE = '/v0/pipelines/orders'
const limits = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })
const moment = fc.option(
  fc.integer({ min: -1, max: 45 }).map((step) => at(step * STEP_SECONDS)),
  {
    nil: undefined,
  },
)
const period = fc.record({ from: moment, to: moment })
// The very times of items: a period is half-open.
const bounds = fc.record({ from: fc.option(fc.nat(160)), to: fc.option(fc.nat(160)) })
const maybe = <T extends string>(values: readonly T[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined })

/** The parameters that are there, as a query. */
function queryOf(parameters: { readonly [name: string]: string | undefined }): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')
  return new URLSearchParams(given as [string, string][]).toString()
}

function within(
  value: unknown,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
) {
  return (from === undefined || String(value) >= from) && (to === undefined || String(value) < to)
}

describe('every item that was there at first is shown exactly once and in order, while others arrive', () => {
  it('in history, by status and period', async () => {
    await fc.assert(
      fc.asyncProperty(stories, limits, maybe(STATUSES), bounds, async (story, sizes, status, bound) => {
        const { ledger } = await tell(story)
        const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
        const all = (await ask(`${ONE}/history?limit=200`)).json.items ?? []
        const timeOf = (index: number | null) =>
          index === null ? undefined : all[index % Math.max(1, all.length)]?.['created_at']?.toString()
        const span = { from: timeOf(bound.from), to: timeOf(bound.to) }
        const wanted = all.filter(
          (item) => (status === undefined || item['status'] === status) && within(item['created_at'], span),
        )
        const list = `${ONE}/history?${queryOf({ status, ...span })}`
        const shown = await allPages(ask, list, sizes, oneMoreCheckpoint(ledger))
        expect(shown).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })

  it('in events, by kind and period', async () => {
    await fc.assert(
      fc.asyncProperty(stories, limits, maybe(EVENT_KINDS), period, async (story, sizes, kind, span) => {
        const { ledger } = await tell(story)
        const { ask } = await publishing({ ledger, rows: [rowAt('prod/orders', 9_000)] })
        const all = await allPages(ask, `${ONE}/events?`, [200])
        const wanted = all.filter(
          (item) => (kind === undefined || item['kind'] === kind) && within(item['at'], span),
        )
        const list = `${ONE}/events?${queryOf({ kind, ...span })}`
        expect(await allPages(ask, list, sizes, oneMoreCheckpoint(ledger))).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })

  it('in alerts, by state, many of them raised at one time', async () => {
    const raisings = fc.array(fc.record({ second: fc.nat(4), state: fc.constantFrom(...ALERT_STATES) }), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(raisings, limits, maybe(ALERT_STATES), async (raised, sizes, state) => {
        const { ask, alerts } = await publishing()
        const rows = raised.map((one, i) => alertRow(i, at(one.second), one.state))
        await alerts.record(...rows)
        let more = raised.length
        const arrive = async () => {
          more += 1
          await alerts.record(alertRow(more, at(1_000 + more), state ?? 'firing'))
        }
        const shown = await allPages(ask, `/v0/alerts?${queryOf({ state })}`, sizes, arrive)
        const wanted = rows
          .filter((row) => state === undefined || row.state === state)
          .toSorted((a, b) => (placeOf(a) > placeOf(b) ? -1 : 1))
        expect(shown.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
      }),
      { numRuns: 60 },
    )
  })

  it('in pipelines, by source, status, name and order', async () => {
    const row = fc.record({
      source: fc.constantFrom('a', 'b', 'prod'),
      name: fc.stringMatching(/^[a-z]{1,4}$/),
      alerts: fc.nat(2),
      outcome: fc.constantFrom<OverviewRow['outcome']>('observed', 'timeout', 'removed', 'unwatched'),
    })
    const query = fc.record({
      source: maybe(['a', 'b', 'nobody']),
      status: maybe(PIPELINE_STATUSES),
      q: maybe(['a', 'B', 'prod/', '%']),
      sort: maybe(PIPELINE_ORDERS),
    })
    const rowsOf = fc.uniqueArray(row, { selector: ({ source, name }) => `${source}/${name}`, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(rowsOf, limits, query, async (given, sizes, asked) => {
        const rows = given.map(({ source, name, ...other }) => rowAt(`${source}/${name}`, 60, other))
        const overviews = createMemoryOverviews()
        const { ask } = await publishing({ rows, overviews })
        let more = 0
        const arrive = async () => {
          more += 1
          // Of its own shard, as a configuration that grew would bring it.
          const added = [rowAt(`prod/new-${more}`, 60)]
          const overview = {
            shard: `more-${more}`,
            finishedAt: at(0),
            rows: added,
            matched: {},
            configuration: null,
          }
          await overviews.write(overview, 0)
        }
        const list = `/v0/pipelines?${queryOf(asked)}`
        const wanted = (await ask(`${list}&limit=200`)).json.items ?? []
        const shown = await allPages(ask, list, sizes, arrive)
        const isOld = ({ name }: Json) => !String(name).startsWith('new-')
        expect(shown.filter(isOld)).toEqual(wanted)
        expect(new Set(shown.map(({ pipeline }) => pipeline)).size).toBe(shown.length)
      }),
      { numRuns: 60 },
    )
  })
})

function placeOf({ raisedAt, id }: AlertRow): string {
  return `${raisedAt}#${id}`
}

function alertRow(n: number, raisedAt: AlertRow['raisedAt'], state: AlertRow['state']): AlertRow {
  return {
    id: ((n * 7919) % 10_007).toString(16).padStart(32, '0'),
    kind: 'checkpoint-missing',
    severity: 'critical',
    state,
    ledger: 'prod/orders',
    uuid: null,
    raisedAt,
    acknowledgedAt: null,
    resolvedAt: null,
    actor: null,
    note: null,
    summary: '',
  }
}
