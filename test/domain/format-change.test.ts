import { expect, it } from 'vitest'
import { formatBetween } from '../../lambdas/domain/format-change.ts'
import { FINGERPRINT, NEXT_FINGERPRINT, u64 } from '../support/listings.ts'

it.each([
  ['masked to 53 bits', String(BigInt(FINGERPRINT) & ((1n << 53n) - 1n)), 'masked-53'],
  ['rounded to a double and written in full', '14128757731148314624', 'double'],
  ['rounded to a double and written with its shortest digits', '14128757731148315000', 'double'],
  ['the next one', NEXT_FINGERPRINT, undefined],
  ['any other', '7', undefined],
])('a fingerprint %s is told from a changed one', (_name, to, format) => {
  expect(formatBetween(FINGERPRINT, u64(to))).toBe(format)
})
