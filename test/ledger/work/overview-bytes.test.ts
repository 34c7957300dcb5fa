import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Overview, OverviewRow } from '../../../lambdas/domain/overview.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { compressed, decompressed } from '../../../lambdas/ledger/compressed.ts'
import { packed, unpacked } from '../../../lambdas/ledger/work/overview-bytes.ts'
import { rowsOf } from '../../../lambdas/ledger/work/overview-columns.ts'
import { rowAt } from '../../support/asking.ts'
import { at } from '../../support/listings.ts'

function overviewOf(rows: readonly OverviewRow[]): Overview {
  return { shard: '0', finishedAt: at(9), rows, matched: { prod: ['a'] }, configuration: null }
}

const uuid = '019e4708-bac8-7c10-b2f7-5cb248871905' as NonNullable<OverviewRow['deployment']>
/** What a row may say otherwise than the others, and what only some say. */
const saying = fc.record(
  {
    askedAt: fc.nat(3).map(at),
    outcome: fc.constantFrom<OverviewRow['outcome'][]>('observed', 'stopped', 'removed'),
    unseen: fc.constantFrom(null, { since: at(1), reason: 'timeout' as const }),
    open: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    listed: fc.nat(2),
    coverage: fc.constantFrom(null, 0, 99.9, 100),
    policy: fc.constantFrom(DEFAULT_POLICY, { ...DEFAULT_POLICY }, { ...DEFAULT_POLICY, keepLast: 3 }),
    named: fc.constantFrom(null, uuid),
    namedSince: fc.constant(at(1)),
    unpulled: fc.constant(uuid),
    ranAt: fc.constant(at(1)),
    glimpses: fc.constantFrom({ waiting: [], ended: [uuid] }),
    listedSince: fc.constantFrom([{ at: at(1), uuids: [uuid] }], []),
  },
  { requiredKeys: [] },
)

it('says of every row what was said, whatever the rows share, and nothing that was not', () => {
  fc.assert(
    fc.property(fc.array(saying, { maxLength: 6 }), (said) => {
      const overview = overviewOf(said.map((one, i) => ({ ...rowAt(`prod/${i}`, 1), ...one })))
      expect(unpacked(packed(overview))).toStrictEqual(JSON.parse(JSON.stringify(overview)))
    }),
  )
})

it('reads what was written row by row, and writes it by columns', () => {
  const overview = overviewOf([rowAt('prod/a', 1), { ...rowAt('prod/b', 1), named: uuid }])
  const before = compressed(JSON.stringify(overview))
  expect(unpacked(before)).toStrictEqual(overview)
  // Who reads it row by row finds no JSON, which is as good as no overview: never rows that are none.
  expect(() => JSON.parse(decompressed(packed(overview)))).toThrow(SyntaxError)
})

it('keeps a policy once for all rows that say the same, whose object ever it was', () => {
  const rows = ['a', 'b', 'c'].map((name, i) => ({
    ...rowAt(`prod/${name}`, 1),
    policy: { ...DEFAULT_POLICY, keepLast: i === 1 ? 5 : 2 },
  }))
  const [a, b, c] = unpacked(packed(overviewOf(rows))).rows
  expect([a?.policy.keepLast, b?.policy.keepLast]).toEqual([2, 5])
  expect(c?.policy).toBe(a?.policy)
})

it.each([
  ['ends early', { rows: 2, columns: { ledger: { each: ['prod/a'] } } }],
  ['names what it has not', { rows: 1, columns: { policy: { of: [], which: [0] } } }],
  ['names a row that is not there', { rows: 1, columns: { named: { some: [[1, null] as const] } } }],
])('is not read where a column %s', (_, columns) => {
  expect(() => rowsOf(columns.rows, columns.columns)).toThrow(/row \d/)
})
