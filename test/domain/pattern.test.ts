import { describe, expect, it } from 'vitest'
import { isPattern, matchesPattern } from '../../lambdas/domain/pattern.ts'

describe('a configured name', () => {
  it('stands for several where it has a *', () => {
    expect([isPattern('orders'), isPattern('orders-*'), isPattern('*')]).toEqual([false, true, true])
  })

  it.each([
    ['orders', 'orders'],
    ['*', ''],
    ['*', 'orders'],
    ['orders-*', 'orders-'],
    ['orders-*', 'orders-eu'],
    ['*-eu', 'orders-eu'],
    ['a*b', 'ab'],
    ['a*b', 'a-b-b'],
    ['a*c*e', 'abcde'],
    ['a*c*e', 'ace'],
    ['*b*b*', 'abba'],
    ['**', 'x'],
    ['a*aa*a', 'aaaa'],
    ['*.*', 'a.b'],
    ['a*bc*d', 'a-bc-bd'],
  ])('%s is also %j', (pattern, name) => {
    expect(matchesPattern(pattern, name)).toBe(true)
  })

  it.each([
    ['orders', 'orders2'],
    ['orders', 'order'],
    ['orders-*', 'orders'],
    ['orders-*', 'my-orders-eu'],
    ['*-eu', 'orders-eu-2'],
    ['ab*ba', 'aba'],
    ['a*c*e', 'abde'],
    ['a*c*e', 'acd'],
    ['*b*b*', 'aba'],
    ['a*bc*c', 'abc'],
    ['a*aa*a', 'aaa'],
    ['a*c*b*d', 'abcd'],
    ['*.*', 'ab'],
    ['Orders', 'orders'],
    ['a*xb*b', 'axb'],
  ])('%s is not %j', (pattern, name) => {
    expect(matchesPattern(pattern, name)).toBe(false)
  })
})
