import { describe, expect, it } from 'vitest'
import { parseTlogProof, tlogProofText } from '../../../../lambdas/archive/log/tree/proof-text.ts'

// As c2sp.org/tlog-proof shows it.
const HASHES = [
  'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=',
  'B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=',
]
const CHECKPOINT =
  'example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog hI2DJw==\n'
const TEXT = `c2sp.org/tlog-proof@v1\nindex 73894\n${HASHES.join('\n')}\n\n${CHECKPOINT}`
const EXTRA = TEXT.replace('index', 'extra YWdl\nindex')
const proof = {
  index: 73_894n,
  hashes: HASHES.map((text) => Uint8Array.from(Buffer.from(text, 'base64'))),
  checkpoint: CHECKPOINT,
}

describe('a proof as text', () => {
  it('is written and read as the specification shows', () => {
    expect(tlogProofText(proof)).toBe(TEXT)
    expect(parseTlogProof(TEXT)).toEqual(proof)
    expect(tlogProofText({ ...proof, extra: Buffer.from('age') })).toBe(EXTRA)
    expect(parseTlogProof(EXTRA)).toEqual({ ...proof, extra: Uint8Array.from(Buffer.from('age')) })
  })

  it('may be of the only leaf, and of any index of 64 bits', () => {
    for (const index of [0n, 2n ** 64n - 1n]) {
      const only = { index, hashes: [], checkpoint: CHECKPOINT }
      expect(parseTlogProof(tlogProofText(only))).toEqual(only)
    }
  })

  it.each([
    ['nothing', ''],
    ['another version', TEXT.replace('@v1', '@v2')],
    ['a line before the first', `\n${TEXT}`],
    ['no index', TEXT.replace('index 73894\n', '')],
    ['an index in front of the extra data', EXTRA.replace(/(extra .*\n)(index .*\n)/, '$2$1')],
    ['extra data twice', EXTRA.replace(/(extra .*\n)/, '$1$1')],
    ['extra data that are none', EXTRA.replace('YWdl', '')],
    ['extra data that are no base64', EXTRA.replace('YWdl', 'YWd')],
    ['a leading zero', TEXT.replace('73894', '073894')],
    ['a negative index', TEXT.replace('73894', '-1')],
    ['an index of 2^64', TEXT.replace('73894', '18446744073709551616')],
    ['a space after the index', TEXT.replace('73894', '73894 ')],
    ['two spaces before it', TEXT.replace('index ', 'index  ')],
    ['a short hash', TEXT.replace(HASHES[0] ?? '', 'gSKyXg==')],
    ['a hash with bits to spare', TEXT.replace('PlQ=', 'PlR=')],
    ['CRLF', TEXT.replaceAll('\n', '\r\n')],
    ['no checkpoint', `${TEXT.slice(0, TEXT.indexOf('\n\n'))}\n\n`],
    ['no blank line', `${TEXT.slice(0, TEXT.indexOf('\n\n'))}\n`],
    ['a checkpoint without a newline at the end', TEXT.slice(0, -1)],
    ['65 hashes', TEXT.replace(HASHES.join('\n'), Array.from({ length: 65 }, () => HASHES[0]).join('\n'))],
  ])('is refused with %s', (_, text) => {
    expect(() => parseTlogProof(text)).toThrow(Error)
  })

  it('is not written where it would not read back', () => {
    expect(() => tlogProofText({ ...proof, index: -1n })).toThrow(RangeError)
    expect(() => tlogProofText({ ...proof, index: 2n ** 64n })).toThrow(RangeError)
    expect(() => tlogProofText({ ...proof, hashes: [new Uint8Array(31)] })).toThrow('no hash')
    expect(() => tlogProofText({ ...proof, checkpoint: 'a' })).toThrow('without a checkpoint')
    expect(() => tlogProofText({ ...proof, extra: new Uint8Array() })).toThrow('extra data')
  })
})
