import { describe, expect, it } from 'vitest'
import {
  mergeOverviews,
  type Overview,
  type OverviewRow,
  watchedRows,
} from '../../lambdas/domain/overview.ts'
import { rowAt } from '../support/asking.ts'
import { at, timedUuid } from '../support/listings.ts'

function overview(shard: string, rows: readonly OverviewRow[], seconds = 0): Overview {
  return { shard, finishedAt: at(seconds), rows, matched: {}, configuration: null }
}

const rowsIn = (rows: readonly OverviewRow[]): readonly (readonly [string, string])[] =>
  rows.map(({ ledger, askedAt }) => [ledger, askedAt] as const)

describe('of two runs that overlapped', () => {
  it('each pipeline is kept as it was asked for later, whichever run ended later', () => {
    const older = overview('0', [rowAt('prod/a', 10), rowAt('prod/b', 30)])
    const newer = overview('0', [rowAt('prod/a', 20), rowAt('prod/b', 20)], 40)
    expect(rowsIn(mergeOverviews(older, newer).rows)).toEqual([
      ['prod/a', at(20)],
      ['prod/b', at(30)],
    ])
  })

  it('the one that ended later stands where both asked at the same moment', () => {
    const older = overview('0', [rowAt('prod/a', 10, { listed: 1 })])
    const newer = overview('0', [rowAt('prod/a', 10, { listed: 2 })])
    expect(mergeOverviews(older, newer).rows.map(({ listed }) => listed)).toEqual([2])
  })

  it('what the lists of either showed is kept, of the newest that is believed to be listed', () => {
    const shown = timedUuid(60)
    const row = rowAt('prod/a', 20, { newestAt: at(60) })
    const other = rowAt('prod/a', 10, { shownNewest: shown })
    const shownIn = (a: OverviewRow, b: OverviewRow) =>
      mergeOverviews(overview('0', [a]), overview('0', [b])).rows.map(({ askedAt, shownNewest }) => [
        askedAt,
        shownNewest,
      ])
    expect(shownIn(other, row)).toEqual([[at(20), shown]])
    expect(shownIn(row, other)).toEqual([[at(20), shown]])
    // Believed by nobody, or lost since.
    expect(shownIn(other, { ...row, newestAt: at(50) })).toEqual([[at(20), null]])
    expect(shownIn(other, { ...row, newestAt: null })).toEqual([[at(20), null]])
    expect(shownIn({ ...other, shownNewest: null }, { ...row, shownNewest: shown })).toEqual([
      [at(20), shown],
    ])
  })

  it('none loses a pipeline that only it knows, and all else is of the later one', () => {
    const older = { ...overview('0', [rowAt('prod/a', 10)]), configuration: 'older' }
    const newer = { ...overview('0', [rowAt('prod/b', 20)], 20), configuration: 'newer' }
    const merged = mergeOverviews(older, newer)
    expect(rowsIn(merged.rows)).toEqual([
      ['prod/b', at(20)],
      ['prod/a', at(10)],
    ])
    expect([merged.configuration, merged.finishedAt]).toEqual(['newer', at(20)])
  })
})

describe('the tick that two runs ran for', () => {
  it.each([
    ['is the later one', 60, 120, 120],
    ['is the later one, whichever run ended later', 120, 60, 120],
    ['is that of the one that has one', undefined, 60, 60],
    ['is that of the other where the later has none', 60, undefined, 60],
    ['is none where neither has one', undefined, undefined, undefined],
  ])('%s', (_, older, newer, expected) => {
    const ran = (seconds: number | undefined): Overview => ({
      ...overview('0', []),
      ...(seconds === undefined ? {} : { tick: at(seconds) }),
    })
    const merged = mergeOverviews(ran(older), ran(newer))
    expect('tick' in merged).toBe(expected !== undefined)
    expect(merged.tick).toBe(expected === undefined ? undefined : at(expected))
  })
})

describe('the rows of all shards', () => {
  it('name a pipeline that moved to another shard once, as it was asked for last', () => {
    const shards = [
      overview('0', [rowAt('prod/a', 10), rowAt('prod/b', 30)]),
      overview('1', [rowAt('prod/a', 20), rowAt('prod/b', 20), rowAt('prod/c', 5)]),
    ]
    expect(rowsIn(watchedRows(shards))).toEqual([
      ['prod/a', at(20)],
      ['prod/b', at(30)],
      ['prod/c', at(5)],
    ])
  })

  it('name it as the first shard saw it where both asked at the same moment', () => {
    const row = (listed: number) => overview('0', [rowAt('prod/a', 10, { listed })])
    expect(watchedRows([row(1), row(2)]).map(({ listed }) => listed)).toEqual([1])
  })
})
