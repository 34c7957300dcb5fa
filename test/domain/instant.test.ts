import { describe, expect, it } from 'vitest'
import {
  earlierBy,
  earlierOf,
  instant,
  laterOf,
  parseInstant,
  secondsBetween,
} from '../../lambdas/domain/instant.ts'
import { at } from '../support/listings.ts'

describe('a moment', () => {
  it.each([
    ['2026-11-23T20:00:00.000Z', '2026-11-23T20:00:00.000Z'],
    ['2026-11-23t20:00:00z', '2026-11-23T20:00:00.000Z'],
    ['2026-11-23T20:00:00+02:00', '2026-11-23T18:00:00.000Z'],
    ['2026-11-23T20:00:00-00:30', '2026-11-23T20:30:00.000Z'],
    ['2026-11-23T20:00:00.5Z', '2026-11-23T20:00:00.500Z'],
    ['2026-11-23T20:00:00.123999999Z', '2026-11-23T20:00:00.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is read as %s', (text, read) => {
    expect(parseInstant(text)).toBe(read)
  })

  it.each([
    ['no time of day', '2026-11-23'],
    ['no zone', '2026-11-23T20:00:00'],
    ['a day that is not in the month', '2026-02-29T00:00:00Z'],
    ['the day 0', '2026-11-00T00:00:00Z'],
    ['the month 13', '2026-13-01T00:00:00Z'],
    ['the hour 24', '2026-11-23T24:00:00Z'],
    ['the minute 60', '2026-11-23T20:60:00Z'],
    ['ten digits of a second', '2026-11-23T20:00:00.1234567890Z'],
    ['something before it', ' 2026-11-23T20:00:00Z'],
    ['something behind it', '2026-11-23T20:00:00Z '],
    ['a year of five digits once it is in UTC', '9999-12-31T23:59:59-01:00'],
    ['no text at all', ''],
  ])('with %s is none', (_, text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('has a year of four digits, so that its order as text is its order in time', () => {
    expect(instant(253_402_300_799_999)).toBe('9999-12-31T23:59:59.999Z')
    expect(() => instant(253_402_300_800_000)).toThrow('four-digit year')
  })

  it('is as many whole seconds after another as have passed, and none where the clock went back', () => {
    expect(secondsBetween(at(0), at(89.999))).toBe('89')
    expect(secondsBetween(at(0), at(90))).toBe('90')
    expect(secondsBetween(at(90), at(0))).toBe('0')
  })

  it('is the later of two whichever comes first', () => {
    expect([laterOf(at(0), at(1)), laterOf(at(1), at(0))]).toEqual([at(1), at(1)])
  })
})

it('a moment so many milliseconds earlier, or later, is one of a year that can be written, or the moment itself', () => {
  const noon = instant(43_200_000)
  expect(earlierBy(noon, 1)).toBe('1970-01-01T11:59:59.999Z')
  expect(earlierBy(noon, -1)).toBe('1970-01-01T12:00:00.001Z')
  expect(earlierBy(noon, 43_200_000)).toBe('1970-01-01T00:00:00.000Z')
  expect(earlierBy(noon, 43_200_001)).toBe(noon)
  expect(earlierBy(noon, -253_402_300_799_999)).toBe(noon)
  expect(earlierOf(noon, instant(0))).toBe(instant(0))
  expect(earlierOf(instant(0), noon)).toBe(instant(0))
})
