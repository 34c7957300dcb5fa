import { describe, expect, it } from 'vitest'
import { checkpointText, parseCheckpoint } from '../../../../lambdas/archive/log/notes/checkpoint.ts'

// The example of c2sp.org/tlog-checkpoint.
const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
const TEXT = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`
const head = {
  origin: 'example.com/behind-the-sofa',
  size: 20_852_163n,
  root: Uint8Array.from(Buffer.from(ROOT, 'base64')),
}

describe('a checkpoint', () => {
  it('is written and read as the specification shows', () => {
    expect(checkpointText(head)).toBe(TEXT)
    expect(parseCheckpoint(TEXT)).toEqual(head)
  })

  it('may be of any size of 64 bits, and have extension lines and any origin', () => {
    for (const size of [0n, 1n, 2n ** 64n - 1n]) {
      expect(parseCheckpoint(checkpointText({ ...head, size }))).toEqual({ ...head, size })
    }
    expect(parseCheckpoint(`${TEXT}extension\n— looks like a signature\n`)).toEqual(head)
    expect(parseCheckpoint(TEXT.replace('example.com/', 'go.sum database ')).origin).toContain(
      'go.sum database',
    )
  })

  it.each([
    ['nothing', ''],
    ['no newline at the end', TEXT.slice(0, -1)],
    ['no newline after an extension line', `${TEXT}extension`],
    ['no root', 'log.example\n1\n'],
    ['no origin', TEXT.replace('example.com/behind-the-sofa', '')],
    ['an empty extension line', `${TEXT}\n`],
    ['an empty line among extensions', `${TEXT}a\n\nb\n`],
    ['a leading zero', TEXT.replace('2085', '02085')],
    ['two zeros', TEXT.replace('20852163', '00')],
    ['a sign', TEXT.replace('2085', '+2085')],
    ['a negative size', TEXT.replace('2085', '-2085')],
    ['a space', TEXT.replace('2085', ' 2085')],
    ['a fraction', TEXT.replace('20852163', '1.0')],
    ['an exponent', TEXT.replace('20852163', '1e3')],
    ['hexadecimal', TEXT.replace('20852163', '0x10')],
    ['other digits', TEXT.replace('20852163', '٢')],
    ['2^64', TEXT.replace('20852163', '18446744073709551616')],
    ['a root of 31 bytes', TEXT.replace(ROOT, Buffer.alloc(31).toString('base64'))],
    ['a root of 33 bytes', TEXT.replace(ROOT, Buffer.alloc(33).toString('base64'))],
    ['a root without padding', TEXT.replace(ROOT, ROOT.slice(0, -1))],
    ['a root with bits to spare', TEXT.replace('q2I=', 'q2J=')],
    ['a root for URLs', TEXT.replace('m/Xa', 'm_Xa')],
    ['CRLF', TEXT.replaceAll('\n', '\r\n')],
    ['a lone surrogate', TEXT.replace('sofa', '\ud800')],
  ])('is refused with %s', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(Error)
  })

  it('is not written of what is none', () => {
    for (const origin of ['', 'a\nb', 'a\r', '\ud800']) {
      expect(() => checkpointText({ ...head, origin })).toThrow('no origin')
    }
    expect(() => checkpointText({ ...head, size: -1n })).toThrow(RangeError)
    expect(() => checkpointText({ ...head, size: 2n ** 64n })).toThrow(RangeError)
    expect(() => checkpointText({ ...head, root: head.root.slice(1) })).toThrow(RangeError)
  })
})
