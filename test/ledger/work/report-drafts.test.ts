import { describe, expect, it } from 'vitest'
import { createDynamoReportDrafts } from '../../../lambdas/ledger/work/dynamo-report-drafts.ts'
import { createMemoryReportDrafts } from '../../../lambdas/ledger/work/memory-report-drafts.ts'
import type { DueReport, ReportDrafts } from '../../../lambdas/ledger/work/report-drafts.ts'
import { embeddedTables } from '../../support/embedded-tables.ts'
import { at } from '../../support/listings.ts'

const tables = embeddedTables()

const selection = { source: 'prod', q: null, pipelines: '*' }
const [one, two]: readonly [DueReport, DueReport] = [
  { id: '1'.repeat(16), from: at(0), to: at(60), selection },
  { id: '2'.repeat(16), from: at(0), to: at(120), selection },
]

const STORES: readonly (readonly [string, () => Promise<ReportDrafts>])[] = [
  ['memory', async () => createMemoryReportDrafts()],
  ['DynamoDB', async () => createDynamoReportDrafts(await tables.emptied('work'))],
]

describe.each(STORES)('reports on their way, in %s', (_, create) => {
  it('are wanted once, however often they are asked for', async () => {
    const drafts = await create()
    expect(await drafts.wanted()).toEqual([])
    await drafts.want(one, at(0))
    await drafts.want({ ...one, to: at(999) }, at(9))
    await drafts.want(two, at(0))
    expect((await drafts.wanted()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([one, two])
  })

  it('keep what was found of each pipeline, of any name and length, each report its own', async () => {
    const drafts = await create()
    const long = 'é"'.repeat(50_000)
    await drafts.keep(one.id, 'prod/ünï "code"', long, at(0))
    await drafts.keep(one.id, 'prod/orders', 'first', at(0))
    await drafts.keep(one.id, 'prod/orders', 'second', at(0))
    await drafts.keep(two.id, 'prod/orders', 'other', at(0))
    expect(await drafts.kept(one.id)).toEqual(
      new Map([
        ['prod/orders', 'second'],
        ['prod/ünï "code"', long],
      ]),
    )
  })

  it('are forgotten when they are done, and no others with them', async () => {
    const drafts = await create()
    for (const report of [one, two]) {
      await drafts.want(report, at(0))
      await drafts.keep(report.id, 'prod/orders', report.id, at(0))
    }
    await drafts.done(one.id)
    await drafts.done(one.id)
    expect(await drafts.wanted()).toEqual([two])
    expect(await drafts.kept(one.id)).toEqual(new Map())
    expect(await drafts.kept(two.id)).toEqual(new Map([['prod/orders', two.id]]))
  })
})
