import { describe, expect, it } from 'vitest'
import { formatBetween, formatOf, withFormat } from '../../../lambdas/domain/comparing/format-change.ts'
import type { EventKind, LedgerEvent } from '../../../lambdas/domain/event.ts'
import { FINGERPRINT, NEXT_FINGERPRINT, timedUuid, u64 } from '../../support/listings.ts'

const MASKED = String(BigInt(FINGERPRINT) & ((1n << 53n) - 1n))
const DOUBLE = '14128757731148314624'

it.each([
  ['masked to 53 bits', MASKED, 'masked-53'],
  ['rounded to a double and written in full', DOUBLE, 'double'],
  ['rounded to a double and written with its shortest digits', '14128757731148315000', 'double'],
  ['the next one', NEXT_FINGERPRINT, undefined],
  ['any other', '7', undefined],
])('a fingerprint %s is told from a changed one', (_name, to, format) => {
  expect(formatBetween(FINGERPRINT, u64(to))).toBe(format)
})

function changed(to: string, kind: EventKind = 'fingerprint-changed'): LedgerEvent {
  const data = { from: { fingerprint: FINGERPRINT }, to: { fingerprint: to } }
  return { kind, severity: 'critical', uuid: timedUuid(0), data }
}
const other: LedgerEvent = { kind: 'metadata-changed', severity: 'warning', data: {} }

describe('the form of the fingerprints of one pipeline', () => {
  it('is one where it explains every change, of new checkpoints as well', () => {
    expect(formatOf([changed(MASKED), other, changed(MASKED, 'lineage-changed')])).toBe('masked-53')
  })

  it.each([
    ['masked', MASKED],
    ['rounded', DOUBLE],
  ])('is exact where what was %s has all its digits again, and no other', (_, lossy) => {
    const back = (to: string) => ({
      ...changed(to),
      data: { from: { fingerprint: lossy }, to: { fingerprint: to } },
    })
    expect(formatOf([back(FINGERPRINT), back(FINGERPRINT)])).toBe('exact')
    expect(formatOf([back(FINGERPRINT), back('4128757731148314856')])).toBeUndefined()
    expect(formatOf([back(FINGERPRINT), changed(lossy)])).toBeUndefined()
  })

  it.each([
    ['nothing changed', [other]],
    ['one really changed', [changed(MASKED), changed(NEXT_FINGERPRINT)]],
    ['one really changed, told first', [changed(NEXT_FINGERPRINT), changed(MASKED)]],
    ['they changed in two ways', [changed(MASKED), changed(DOUBLE)]],
    ['what it was is no number', [{ ...changed(MASKED), data: { from: {}, to: { fingerprint: MASKED } } }]],
    [
      'what it is is no number',
      [{ ...changed(MASKED), data: { from: { fingerprint: FINGERPRINT }, to: 'x' } }],
    ],
  ])('is none where %s', (_, events) => {
    expect(formatOf(events)).toBeUndefined()
  })

  it('is recorded with the changes that it explains, which tell nobody, and leaves all else as it is', () => {
    const lineage = changed(MASKED, 'lineage-changed')
    expect(withFormat([changed(MASKED), other, lineage], 'masked-53')).toEqual([
      { ...changed(MASKED), severity: 'silent', data: { ...changed(MASKED).data, format: 'masked-53' } },
      other,
      { ...lineage, severity: 'silent', data: { ...lineage.data, format: 'masked-53' } },
    ])
    expect(withFormat([changed(MASKED), other], null)).toEqual([changed(MASKED), other])
  })
})
