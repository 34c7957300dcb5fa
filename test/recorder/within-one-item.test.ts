import { expect, it } from 'vitest'
import type { Glimpse } from '../../lambdas/domain/glimpse.ts'
import type { OverviewRow } from '../../lambdas/domain/overview.ts'
import { packed } from '../../lambdas/ledger/work/overview-bytes.ts'
import { withinOneItem } from '../../lambdas/recorder/within-one-item.ts'
import { rowAt } from '../support/asking.ts'
import { at, checkpoint } from '../support/listings.ts'

const glimpse = (seconds: number): Glimpse => ({
  checkpoint: checkpoint(seconds),
  at: at(seconds),
  making: null,
  evidence: { object: 'a'.repeat(64), line: '1', sha256: 'b'.repeat(64) },
})

function rowWith(name: string, waiting: readonly Glimpse[]): OverviewRow {
  return {
    ...rowAt(`prod/${name}`, 1),
    glimpses: { waiting, ended: waiting.map((one) => one.checkpoint.uuid) },
  }
}

it('keeps of each pipeline the newest, as many as one item holds of all', () => {
  const rows = Array.from({ length: 20 }, (_, i) =>
    rowWith(
      `p${i}`,
      Array.from({ length: 50 }, (_, j) => glimpse(60 * (i * 50 + j))),
    ),
  )
  const few = withinOneItem([...rows, rowAt('prod/plain', 1)])
  expect(few.map(({ glimpses }) => glimpses?.waiting.length)).toEqual([
    ...Array.from({ length: 20 }, () => 25),
    undefined,
  ])
  expect(few[0]?.glimpses?.waiting).toEqual(rows[0]?.glimpses?.waiting.slice(-25))
  expect(few[0]?.glimpses?.ended).toEqual(rows[0]?.glimpses?.ended.slice(-25))
  expect(few[20]).toEqual(rowAt('prod/plain', 1))
})

it('lets an overview of 10,000 be written though the lists of all show what cannot be asked for', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => rowWith(`p${i}`, [glimpse(i), glimpse(i + 60)]))
  const few = withinOneItem(rows)
  expect(few.every(({ glimpses }) => glimpses === undefined)).toBe(true)
  const halved = withinOneItem(rows.slice(0, 250))
  expect(halved.every(({ glimpses }) => glimpses?.waiting.length === 2)).toBe(true)
  const plain = { shard: '0', finishedAt: at(0), matched: {}, configuration: null }
  const without = packed({ ...plain, rows: rows.slice(0, 250).map(({ ledger }) => rowAt(ledger, 1)) })
  expect(packed({ ...plain, rows: halved }).length - without.length).toBeLessThan(100_000)
})

it('keeps whole lists that are still to be joined, the newest, as many as one item holds of all', () => {
  const listed = (i: number, size: number) => ({
    at: at(i),
    uuids: Array.from({ length: size }, (_, j) => checkpoint(60 * i + j).uuid),
  })
  const rows = Array.from({ length: 2_000 }, (_, i) => ({
    ...rowAt(`prod/p${i}`, 1),
    listedSince: [listed(i, 2), listed(i + 1, 1), listed(i + 2, 1)],
  }))
  const few = withinOneItem(rows)
  expect(few[7]?.listedSince).toEqual([listed(8, 1), listed(9, 1)])
  const plain = { shard: '0', finishedAt: at(0), matched: {}, configuration: null }
  const without = packed({ ...plain, rows: rows.map(({ ledger }) => rowAt(ledger, 1)) })
  expect(packed({ ...plain, rows: few }).length - without.length).toBeLessThan(120_000)
  // One whose last list alone is more than its share keeps none.
  expect(
    withinOneItem(rows.map((row) => ({ ...row, listedSince: [listed(0, 3)] })))[0]?.listedSince,
  ).toBeUndefined()
  expect(withinOneItem(rows.slice(0, 1))).toEqual(rows.slice(0, 1))
})
