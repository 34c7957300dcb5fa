import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { covers, isIn, partsOf, type Share, sameShare } from '../../lambdas/domain/share.ts'

const SHARE: Share = { source: 'prod', part: 0, parts: 3 }
const names = Array.from({ length: 30 }, (_, i) => `orders-${i}`)

describe('the parts of a source', () => {
  it('have each pipeline once, and none is empty of many', () => {
    const parts = partsOf('prod', 3)
    expect(parts).toEqual([0, 1, 2].map((part) => ({ source: 'prod', part, parts: 3 })))
    for (const name of names) expect(parts.filter((part) => isIn(part, name))).toHaveLength(1)
    for (const part of parts) expect(names.some((name) => isIn(part, name))).toBe(true)
  })

  it('are the same for every shard and every version: the first 32 bits of the name’s SHA-256', () => {
    const first = Number.parseInt(hexOf('orders').slice(0, 8), 16)
    expect(partsOf('prod', 7).findIndex((part) => isIn(part, 'orders'))).toBe(first % 7)
  })

  it('is one that has everything', () => {
    expect(names.every((name) => isIn({ ...SHARE, part: 0, parts: 1 }, name))).toBe(true)
  })
})

it('two shares are the same where source, part and number of parts are', () => {
  expect(sameShare(SHARE, { ...SHARE })).toBe(true)
  for (const other of [{ source: 'test' }, { part: 1 }, { parts: 4 }])
    expect(sameShare(SHARE, { ...SHARE, ...other })).toBe(false)
})

it('shares cover what one of them has, of its own source; no shares cover everything', () => {
  const all = partsOf('prod', 3)
  const [mine = SHARE, ...others] = all.toSorted(
    (a, b) => Number(isIn(b, 'orders')) - Number(isIn(a, 'orders')),
  )
  expect(covers(all, 'prod', 'orders')).toBe(true)
  expect(covers([mine], 'prod', 'orders')).toBe(true)
  expect(covers(others, 'prod', 'orders')).toBe(false)
  expect(covers([mine, { ...mine, source: 'x' }], 'test', 'orders')).toBe(false)
  expect(covers([], 'prod', 'orders')).toBe(false)
  expect(covers(null, 'prod', 'orders')).toBe(true)
})

function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
