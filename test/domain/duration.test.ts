import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, MAX_DURATION_MS, parseDuration } from '../../lambdas/domain/duration.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { describePolicy } from '../../lambdas/domain/policy-text.ts'

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['15s', 15_000],
    ['10m', 600_000],
    ['6h', 21_600_000],
    ['30d', 2_592_000_000],
    ['0s', 0],
    ['0d', 0],
    ['36500d', MAX_DURATION_MS],
    ['3153600000000ms', MAX_DURATION_MS],
  ])('%s is read as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each([
    '',
    '15',
    's',
    '1.5s',
    '-1s',
    '+1s',
    '01s',
    '00s',
    '1 s',
    ' 1s',
    '1s ',
    '1s\n',
    '1S',
    '1w',
    '1y',
    '1e3s',
    '1m30s',
    '36501d',
    '3153600000001ms',
    '99999999999999999999ms',
    '١s',
    'NaNs',
    '1toString',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it.each([
    [0, '0s'],
    [1, '1ms'],
    [1_000, '1s'],
    [1_500, '1500ms'],
    [90_000, '90s'],
    [86_400_000, '24h'],
    [172_800_000, '2d'],
    [90_000_000, '25h'],
  ])('of %d ms is written %s, in the largest unit that divides it, a single day in hours', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('of %d ms has no text', (ms) => {
    expect(() => formatDuration(ms)).toThrow(RangeError)
  })
})

it('the default policy is described in the words of the contract, with every key', () => {
  expect(describePolicy(DEFAULT_POLICY)).toEqual({
    keepLast: 2,
    confirmAfter: ['5s', '30s'],
    staleAfter: null,
    unobservableAfter: '15m',
    feedEvery: null,
    sizeDrop: null,
    lockFor: '2555d',
    remindEvery: '24h',
    hosts: null,
    severity: {},
  })
})
