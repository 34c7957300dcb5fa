import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../../lambdas/recorder/feldera/http.ts'
import { nextAttempt } from '../../../lambdas/recorder/feldera/retry.ts'
import { answered, coded, incompleteBy, NOT_DEPLOYED, UNAVAILABLE, UNREACHABLE } from './exchanges.ts'

const NOW_MS = Date.UTC(2026, 10, 1, 12)

function next(outcome: Exchange, attempt = 1, random = 0.5) {
  return nextAttempt(attempt, outcome, { random: () => random, nowMs: NOW_MS })
}

function afterHeader(text: string) {
  return next(answered(503, UNAVAILABLE, { 'retry-after': text }), 1, 0)
}

it.each([408, 429, 500, 502, 503, 504])('asks again after %i', (status) => {
  expect(next(answered(status))).toMatchObject({ kind: 'again' })
})

it.each([200, 204, 301, 304, 400, 401, 403, 404, 501])('does not ask again after %i', (status) => {
  expect(next(answered(status))).toEqual({ kind: 'give-up' })
})

it.each(['network', 'truncated'] as const)('asks again after %s', (reason) => {
  expect(next(incompleteBy(reason))).toMatchObject({ kind: 'again' })
})

it.each(['timeout', 'too-large', 'malformed'] as const)('does not ask again after %s', (reason) => {
  expect(next(incompleteBy(reason))).toEqual({ kind: 'give-up' })
})

it('does not ask again where it is we who refuse the address', () => {
  expect(next(incompleteBy('network', { isRefusedByUs: true }))).toEqual({ kind: 'give-up' })
})

it('takes a pipeline that is not deployed for a state, not for an error', () => {
  expect(next(answered(503, NOT_DEPLOYED))).toEqual({ kind: 'give-up' })
  expect(next(answered(503, UNAVAILABLE))).toMatchObject({ kind: 'again' })
  expect(next(answered(503, UNREACHABLE))).toMatchObject({ kind: 'again' })
})

it('gives up after three attempts', () => {
  expect(next(answered(500), 2)).toMatchObject({ kind: 'again' })
  expect(next(answered(500), 3)).toEqual({ kind: 'give-up' })
})

it('waits with full jitter, longer after the second attempt', () => {
  expect(next(answered(500), 1, 0)).toEqual({ kind: 'again', waitMs: 0 })
  expect(next(answered(500), 1, 0.5)).toEqual({ kind: 'again', waitMs: 500 })
  expect(next(answered(500), 2, 0.5)).toEqual({ kind: 'again', waitMs: 1_000 })
})

describe('Retry-After', () => {
  it.each([
    ['5', 5_000],
    ['10', 10_000],
    ['0', 0],
    ['Sun, 01 Nov 2026 12:00:07 GMT', 7_000],
    ['Sun, 01 Nov 2026 11:00:00 GMT', 0],
  ])('%s: waits that long', (text, waitMs) => {
    expect(afterHeader(text)).toEqual({ kind: 'again', waitMs })
  })

  it.each(['11', '86400', '9'.repeat(400), 'Sun, 01 Nov 2026 12:00:11 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    '%s: is left to the next run',
    (text) => {
      expect(afterHeader(text)).toEqual({ kind: 'give-up' })
    },
  )

  it.each([
    '',
    'soon',
    '-5',
    '1e9',
    'NaN',
    'Infinity',
    '5, 5',
    '2999-01-01',
    '0x7fffffff',
    '9'.repeat(20) + 'x',
  ])('%s: says nothing', (text) => {
    expect(afterHeader(text)).toEqual({ kind: 'again', waitMs: 0 })
  })

  it('never shortens the jitter', () => {
    const outcome = answered(429, coded('x'), { 'retry-after': '0' })
    expect(next(outcome, 2, 0.9)).toEqual({ kind: 'again', waitMs: 1_800 })
  })
})
