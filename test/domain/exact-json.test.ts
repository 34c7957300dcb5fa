import fc from 'fast-check'
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

  // Keys that look like an index come first, whatever was written first; `__proto__` is a key as any.
  it.each([
    '{"b":1.0,"1":2.0}',
    '{"b":[1.0,{"0":2.0,"a":3.0}],"01":4.0,"7":5.0}',
    '{"a":1.0,"":2.0,"-1":3.0,"4294967296":4.0,"2":5.0}',
    '{"__proto__":1.0,"a":{"__proto__":{"x":2.0}},"constructor":[3.0]}',
    ' [ 1.0 , [ ] , { } , -0 , "2" , 1E5 ] ',
  ])('gives every number to its key: %s', (text) => {
    expect(flat(parseExact(text))).toEqual(flat(revived(text)))
  })

  it('says the same as a reviver that is given the source of each number, whatever is written', () => {
    // No lone backslash: V8 13.6 takes `"\""` for it where an object before had such a key, with and without a reviver.
    const key = fc.constantFrom('a', 'b', '0', '1', '10', '01', '-1', '__proto__', '', '"', 'é')
    const number = fc.constantFrom('0', '-0', '1.0', '1e400', '14128757731148314856', '-1.5E-7', '10')
    const { json } = fc.letrec<{ json: string }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        number,
        fc.string().map((text) => JSON.stringify(text)),
        fc.constantFrom('null', 'true', 'false', ' 7 '),
        fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(' ,')}]`),
        fc
          .array(fc.tuple(key, tie('json')), { maxLength: 4 })
          .map(
            (members) =>
              `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(',')}}`,
          ),
      ),
    }))
    const outcome = (parse: (text: string) => unknown, text: string): unknown => {
      try {
        return flat(parse(text))
      } catch (error) {
        return error instanceof SyntaxError ? 'no JSON, or a key twice' : error
      }
    }
    fc.assert(
      fc.property(json, (text) => {
        expect(outcome(parseExact, text)).toEqual(outcome(revived, text))
      }),
      { seed: 1, numRuns: 5_000 },
    )
  })
})

/** As it is without any haste: each number by its own source, and a key twice found by writing the value again. */
function revived(text: string): unknown {
  let kept = 0
  const value: unknown = JSON.parse(
    text,
    function (this: unknown, _key, member: unknown, context?: { source?: string }) {
      if (!Array.isArray(this)) kept += 1
      return typeof member === 'number' ? new NumberText(context?.source ?? '') : member
    },
  )
  const written = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').split(':').length
  if (kept !== written) throw new SyntaxError('a key twice')
  return value
}

/** Values with their places, so that `__proto__` is compared as any key. */
function flat(value: unknown, place = '$'): readonly (readonly [string, unknown])[] {
  if (value instanceof NumberText) return [[place, `number ${value.source}`]]
  if (typeof value !== 'object' || value === null) return [[place, value]]
  const members = Object.entries(value).flatMap(([key, member]) => flat(member, `${place}/${key}`))
  return [[place, Array.isArray(value) ? 'list' : 'object'], ...members]
}

function numbersAgain(_: string, value: unknown): unknown {
  return value instanceof NumberText ? Number(value.source) : value
}
