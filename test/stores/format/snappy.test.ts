import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackSnappy } from '../../../lambdas/stores/format/snappy.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const unpacked = (text: string, most = 1_000) => {
  const bytes = unpackSnappy(hex(text), most)
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1')
}

// By google/snappy, format_description.txt.
describe('a raw Snappy block', () => {
  it.each([
    ['00', ''],
    ['03 08 616263', 'abc'],
    ['07 08 616263 01 03', 'abcabca'],
    ['08 00 61 0d 01', 'aaaaaaaa'],
    ['09 00 61 11 01', 'aaaaaaaaa'],
    ['06 08 616263 0a 0300', 'abcabc'],
    ['06 08 616263 0b 03000000', 'abcabc'],
    ['03 f0 02 616263', 'abc'],
    ['03 f4 0200 616263', 'abc'],
  ])('%s unpacks', (text, bytes) => {
    expect(unpacked(text)).toBe(bytes)
  })

  it.each([
    ['', 'nothing'],
    ['ffffffffff01', 'a length beyond five bytes'],
    ['03 08 6162', 'a literal cut short'],
    ['04 08 616263', 'fewer bytes than said'],
    ['02 08 616263', 'more bytes than said'],
    ['07 08 616263 01 04', 'a copy from before the beginning'],
    ['07 08 616263 01 00', 'a copy from nowhere'],
    ['07 08 616263 0a 03', 'a copy cut short'],
    ['06 08 616263 0d', 'a near copy cut short'],
  ])('%s is none: %s', (text) => {
    expect(unpacked(text)).toBeUndefined()
  })

  it('is not unpacked beyond the bound', () => {
    expect(unpacked('09 00 61 11 01', 8)).toBeUndefined()
  })

  it('of any bytes is refused or unpacked, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const out = unpackSnappy(bytes, 10_000)
        expect(out === undefined || out.length <= 10_000).toBe(true)
      }),
      { numRuns: 2_000, seed: 9 },
    )
  })
})
