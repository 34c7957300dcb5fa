import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { crc32c, crc32cAfter } from '../../../lambdas/stores/format/crc32c.ts'

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRC algorithms.
  it.each([
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    [Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113fdb5c],
    [Buffer.from('123456789'), 0xe3069283],
    [Buffer.alloc(0), 0],
  ])('is what the standard says of %j', (bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum)
  })

  it('may be taken part by part, wherever the parts end', () => {
    const bytes = randomBytes(1_000)
    for (const cut of [0, 1, 7, 8, 9, 500, 999, 1_000])
      expect(crc32cAfter(crc32c(bytes.subarray(0, cut)), bytes.subarray(cut))).toBe(crc32c(bytes))
  })
})
