import { describe, expect, it } from 'vitest'
import { NumberText, parseExact } from '../../lambdas/domain/exact-json.ts'

const nested = (depth: number, [open, close]: readonly [string, string]): string =>
  open.repeat(depth) + close.repeat(depth)
const INNER = ['[', ']'] as const

describe('a text that is parsed exactly', () => {
  it('may nest 128 deep and no deeper, lists and objects alike', () => {
    expect(() => parseExact(nested(128, INNER))).not.toThrow()
    expect(() => parseExact(nested(129, INNER))).toThrow('deeper than 128')
    const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    expect(() => parseExact(objects(128))).not.toThrow()
    expect(() => parseExact(objects(129))).toThrow('deeper than 128')
  })

  it('is as deep as it is at its deepest, however much stands beside that', () => {
    const shallow = `[${Array.from({ length: 200 }, () => '[],{"a":{}}').join(',')}]`
    expect(() => parseExact(shallow)).not.toThrow()
    expect(() => parseExact(`[[],{},${nested(128, INNER)}]`)).toThrow('deeper than 128')
  })

  it('may hold 500,000 values and no more', () => {
    const zeros = (count: number): string => `[${Array.from({ length: count }, () => '0').join(',')}]`
    expect(parseExact(zeros(500_000))).toHaveLength(500_000)
    expect(() => parseExact(zeros(500_001))).toThrow('more than 500000 values')
    expect(() => parseExact(`[${zeros(500_000)}]`)).toThrow('more than 500000 values')
  })

  it.each([
    String.raw`{"a":1,"a":1}`,
    String.raw`{"a":1,"\u0061":2}`,
    String.raw`[{"b":{"a":null,"c":[],"a":{}}}]`,
    String.raw`{"":1,"":2}`,
  ])('has no key twice: %s', (text) => {
    expect(() => parseExact(text)).toThrow('the same key twice')
  })

  it.each([
    String.raw`{"a":"\"a\":","b":"{[,:"}`,
    String.raw`{"a\\":1,"b\\\"":":","c":"\\\\"}`,
    String.raw`{"a":{"a":1},"b":[{"a":2},{"a":3}]}`,
    String.raw`{"a":[1,2,{"b":"]"}],"c":""}`,
    String.raw`"a:b,c"`,
    '7',
    'null',
  ])('is not taken in by what stands in its strings: %s', (text) => {
    const plain: unknown = JSON.parse(text)
    expect(JSON.parse(JSON.stringify(parseExact(text), numbersAgain))).toEqual(plain)
  })

  it.each(['', '{', '"a', String.raw`"a\"`, '[1,]', '\u{feff}[]', '[1] x', 'NaN', '01'])(
    'is JSON: not %j',
    (text) => {
      expect(() => parseExact(text)).toThrow(SyntaxError)
    },
  )

  it('keeps numbers as they were written, wherever they stand', () => {
    expect(parseExact('[1.0,-0,1e400]')).toEqual(['1.0', '-0', '1e400'].map((text) => new NumberText(text)))
    expect(parseExact('10')).toEqual(new NumberText('10'))
  })
})

function numbersAgain(_: string, value: unknown): unknown {
  return value instanceof NumberText ? Number(value.source) : value
}
