import { describe, expect, it } from 'vitest'
import { isDrop } from '../../../lambdas/domain/comparing/size-drop.ts'
import { u64 } from '../../support/listings.ts'

const sizes = (...values: readonly number[]) => values.map((value) => u64(String(value)))

describe('a size', () => {
  it.each([
    ['nothing to compare with', 1, [], 0.5, false],
    ['half of the only one before', 50, [100], 0.5, false],
    ['one byte less than half', 49, [100], 0.5, true],
    ['half of the middle one, in whatever order they came', 50, [1_000, 100, 1], 0.5, false],
    ['less than half of the middle one', 49, [1_000, 100, 1], 0.5, true],
    ['half of what lies between the two in the middle', 75, [200, 1, 9_999, 100], 0.5, false],
    ['less than that', 74, [200, 1, 9_999, 100], 0.5, true],
    ['less by a millionth', 999_998, [1_000_000], 0.999_999, true],
  ])('is a drop where it is %s: %s of %j at %s', (_, size, before, share, expected) => {
    expect(isDrop(u64(String(size)), sizes(...before), share)).toBe(expected)
  })

  it('of 64 bits is compared to its last digit', () => {
    const large = u64('18446744073709551614')
    expect(isDrop(u64('9223372036854775806'), [large], 0.5)).toBe(true)
    expect(isDrop(u64('9223372036854775807'), [large], 0.5)).toBe(false)
  })
})
