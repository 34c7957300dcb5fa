import { describe, expect, it } from 'vitest'
import { bornAt, changedFields, countsFewer, isTimed, parseUuid } from '../../lambdas/domain/checkpoint.ts'
import { at, checkpoint, timedUuid, u64, uuid } from '../support/listings.ts'

const V7 = '019a3f2e-8c00-7000-8000-000000000000'

describe('a UUID', () => {
  it('is the same in capital letters', () => {
    expect(parseUuid(V7.toUpperCase())).toBe(V7)
  })

  it.each(['', V7.replaceAll('-', ''), `x${V7}`, `${V7}0`, V7.replace('9', 'g'), ` ${V7}`])(
    'is not %j',
    (text) => {
      expect(parseUuid(text)).toBeUndefined()
    },
  )

  it.each(['8', '9', 'a', 'b'])('of version 7 with the variant %s carries its time of birth', (variant) => {
    const timed = uuid(`${V7.slice(0, 19)}${variant}${V7.slice(20)}`)
    expect(isTimed(timed)).toBe(true)
    expect(bornAt(timed)).toBe(bornAt(uuid(V7)))
  })

  it.each([
    ['version 4', '019a3f2e-8c00-4000-8000-000000000000'],
    ['no RFC variant', '019a3f2e-8c00-7000-c000-000000000000'],
  ])('of %s carries none', (_, text) => {
    expect(isTimed(uuid(text))).toBe(false)
    expect(bornAt(uuid(text))).toBeUndefined()
  })

  it('is born to the millisecond, and not beyond the year 9999', () => {
    expect(bornAt(timedUuid(1.234))).toBe(at(1.234))
    expect(bornAt(uuid('e677d21f-dbff-7000-8000-000000000000'))).toBe('9999-12-31T23:59:59.999Z')
    expect(bornAt(uuid('e677d21f-dc00-7000-8000-000000000000'))).toBeUndefined()
  })
})

describe('two records of one checkpoint', () => {
  it('differ in the fields that differ, the fingerprint aside', () => {
    const one = checkpoint(1)
    const other = { ...one, size: u64('1'), steps: null, processed_records: u64('7'), identifier: 'nightly' }
    expect(changedFields(one, other)).toEqual(['size', 'steps', 'processed_records', 'identifier'])
    expect(changedFields(one, { ...one, fingerprint: u64('7') })).toEqual([])
  })

  it('count fewer only where both count', () => {
    expect(countsFewer(u64('9'), u64('10'))).toBe(true)
    expect(countsFewer(u64('10'), u64('10'))).toBe(false)
    expect(countsFewer(u64('11'), u64('10'))).toBe(false)
    expect(countsFewer(null, u64('10'))).toBe(false)
    expect(countsFewer(u64('9'), null)).toBe(false)
  })
})
