import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPattern, matchesPattern } from '../../../lambdas/domain/pattern.ts'
import { isPipelineName, watchedPipelines } from '../../../lambdas/recorder/configuration/watch-list.ts'

describe('a pattern', () => {
  it('is told by its *', () => {
    expect(isPattern('fraud-*')).toBe(true)
    expect(isPattern('orders')).toBe(false)
    expect(isPattern('or?er[s].+')).toBe(false)
  })

  it.each([
    ['*', 'anything', true],
    ['*', '', true],
    ['fraud-*', 'fraud-', true],
    ['fraud-*', 'fraud-eu', true],
    ['fraud-*', 'Fraud-eu', false],
    ['fraud-*', 'my-fraud-eu', false],
    ['*-eu', 'fraud-eu', true],
    ['*-eu', 'fraud-eu-2', false],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['a*b*b', 'ab', false],
    ['a**b', 'ab', true],
    ['orders', 'orders', true],
    ['orders', 'orders2', false],
    ['o.d', 'old', false],
    ['(a+)+*', 'aaa', false],
  ])('%s against %s: %s', (pattern, name, matches) => {
    expect(matchesPattern(pattern, name)).toBe(matches)
  })

  it('matches exactly what the definition of * says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        expect(matchesPattern(pattern, name)).toBe(byDefinition(pattern, name))
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes no time that grows out of hand, however it is made', () => {
    const startedMs = performance.now()
    expect(matchesPattern(`${'a*'.repeat(127)}b`, 'a'.repeat(1_000_000))).toBe(false)
    expect(matchesPattern(`*${'ab*'.repeat(84)}c`, 'ab'.repeat(500_000))).toBe(false)
    expect(performance.now() - startedMs).toBeLessThan(1_000)
  })
})

describe('the pipelines of a source that are watched', () => {
  const source = { pipelines: ['orders', 'fraud-*', 'billing'] }

  it('are those named, in the configured order, whether or not the list has them', () => {
    expect(watchedPipelines({ pipelines: ['orders', 'billing'] }, ['other'], [])).toEqual([
      'orders',
      'billing',
    ])
  })

  it('are also those listed that a pattern matches, and no others', () => {
    expect(watchedPipelines(source, ['fraud-us', 'other', 'fraud-eu'], ['fraud-gone'])).toEqual([
      'orders',
      'billing',
      'fraud-us',
      'fraud-eu',
    ])
  })

  it('are the last matched ones where the list could not be had', () => {
    expect(watchedPipelines(source, undefined, ['fraud-us', 'fraud-eu'])).toEqual([
      'orders',
      'billing',
      'fraud-us',
      'fraud-eu',
    ])
  })

  it('are not kept from an earlier run once no pattern matches them', () => {
    expect(watchedPipelines(source, undefined, ['returns-eu'])).toEqual(['orders', 'billing'])
  })

  it('lose what a list that was had no longer shows, and take an empty list for one', () => {
    expect(watchedPipelines(source, [], ['fraud-us'])).toEqual(['orders', 'billing'])
  })

  it('are each watched once, however many patterns and names mean them', () => {
    const twice = { pipelines: ['fraud-eu', 'fraud-*', '*-eu'] }
    expect(watchedPipelines(twice, ['fraud-eu', 'fraud-eu', 'tax-eu'], [])).toEqual(['fraud-eu', 'tax-eu'])
  })

  it('never include what no ledger or URL path can be made of', () => {
    const names = ['', '.', '..', 'a/b', '../x', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(256), 'fine']
    expect(watchedPipelines({ pipelines: ['*'] }, names, [])).toEqual(['fine'])
    expect(names.filter(isPipelineName)).toEqual(['fine'])
  })
})

/** The definition, without any thought of speed. */
function byDefinition(pattern: string, name: string): boolean {
  if (pattern === '') return name === ''
  if (pattern.startsWith('*')) {
    return Array.from({ length: name.length + 1 }, (_, cut) => name.slice(cut)).some((rest) =>
      byDefinition(pattern.slice(1), rest),
    )
  }
  return pattern[0] === name[0] && name !== '' && byDefinition(pattern.slice(1), name.slice(1))
}
