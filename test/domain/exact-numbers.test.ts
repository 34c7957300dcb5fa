import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assertExactRuntime,
  type NumberText,
  parseExact,
  rawNumber,
} from '../../lambdas/domain/exact-json.ts'
import { compareU64, parseU64 } from '../../lambdas/domain/u64.ts'

describe('64-bit values', () => {
  it.each([
    '0',
    '1',
    '9007199254740993',
    '14128757731148314856',
    '14128757731148314857',
    '18446744073709551615',
  ])('keep every digit of %s from text to text', (digits) => {
    const parsed = parseExact(`{"fingerprint":${digits}}`) as { fingerprint: NumberText }
    expect(parsed.fingerprint.source).toBe(digits)
    expect(parseU64(parsed.fingerprint.source)).toBe(digits)
    expect(JSON.stringify({ fingerprint: rawNumber(digits) })).toBe(`{"fingerprint":${digits}}`)
  })

  it('keep every digit where keys look like an index, which are read in another order', () => {
    const text =
      '{"b":18446744073709551615,"7":9007199254740993,"a":[14128757731148314857,{"1":9007199254740995}]}'
    const written = JSON.stringify(parseExact(text), (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'source' in value ? value.source : value,
    )
    expect(written).toBe(
      '{"7":"9007199254740993","b":"18446744073709551615","a":["14128757731148314857",{"1":"9007199254740995"}]}',
    )
  })

  it.each(['', '-1', '+1', '01', '1.0', '1e3', '18446744073709551616', '99999999999999999999', ' 1', '0x10'])(
    'are not read from %j',
    (text) => {
      expect(parseU64(text)).toBeUndefined()
    },
  )

  it('compare as numbers do, at any size', () => {
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    fc.assert(
      fc.property(u64, u64, (a, b) => {
        const [left, right] = [parseU64(String(a)), parseU64(String(b))]
        if (left === undefined || right === undefined) throw new Error('not read')
        expect(Math.sign(compareU64(left, right))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  it('survive this runtime, which the start-up test confirms', () => {
    expect(() => assertExactRuntime()).not.toThrow()
  })
})
