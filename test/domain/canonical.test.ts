import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, canonicalJson, sha256Hex } from '../../lambdas/domain/canonical.ts'

// Three of them hold numbers (arrays, structures, values), which no entry does: these are written here and nowhere else.
const VECTORS = ['arrays', 'french', 'structures', 'unicode', 'values', 'weird']

describe('canonical', () => {
  it('is tried on all public vectors of RFC 8785', () => {
    expect(readdirSync('test/fixtures/vectors/jcs/input').toSorted()).toEqual(
      VECTORS.map((name) => `${name}.json`),
    )
  })

  it.each(VECTORS)('writes the public RFC 8785 vector %s byte for byte', (name) => {
    const vector = (side: string) => readFileSync(`test/fixtures/vectors/jcs/${side}/${name}.json`, 'utf8')
    expect(canonicalWithNumbers(vector('input'))).toBe(vector('output'))
  })

  it('is the same for the same members in any order, and reads back as the same value', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('tree')),
        fc.dictionary(fc.string(), tie('tree')),
      ),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        const data = value as Parameters<typeof canonical>[0]
        const text = canonical(data)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(data)))
        expect(canonical(reversed(data))).toBe(text)
      }),
    )
  })

  it.each([
    [{ b: 1, a: [true, null, 0.5, 1e21] }, '{"a":[true,null,0.5,1e+21],"b":1}'],
    [{ '\u00e9': {}, e: [] }, '{"e":[],"\u00e9":{}}'],
    [{ a: '"' }, String.raw`{"a":"\""}`],
  ])('writes numbers as ECMAScript does, where there are any: %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  it.each([
    [Number.NaN, 'NaN has no canonical form'],
    [Number.POSITIVE_INFINITY, 'Infinity has no canonical form'],
    [{ a: undefined }, 'undefined under a has no canonical form'],
  ])('refuses %s, for which JSON has no text', (value, why) => {
    expect(() => canonicalJson(value)).toThrow(new TypeError(why))
  })

  it('refuses a lone surrogate, for which UTF-8 has no bytes', () => {
    expect(() => canonical('\ud800')).toThrow(TypeError)
    expect(() => canonical({ '\udc00': null })).toThrow(TypeError)
  })
})

describe('a SHA-256', () => {
  // FIPS 180-2, B.1.
  const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

  it.each<[string, readonly (string | Uint8Array)[], string]>([
    ['one text', ['abc'], ABC],
    ['bytes', [Buffer.from('abc')], ABC],
    ['several parts, one behind the other', ['a', Buffer.from('b'), 'c'], ABC],
    ['an empty text', [''], NOTHING],
    ['nothing', [], NOTHING],
    ['a part and an empty one', ['abc', ''], ABC],
  ])('of %s is that of their bytes, in lower-case hex', (_, parts, expected) => {
    expect(sha256Hex(...parts)).toBe(expected)
  })
})

function reversed(value: Parameters<typeof canonical>[0]): Parameters<typeof canonical>[0] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toReversed())
}

/** RFC 8785 §3.2.2.3 takes JavaScript's own text of a number; everything else is the work of `canonical`. */
function canonicalWithNumbers(json: string): string {
  const value: Parameters<typeof canonical>[0] = JSON.parse(json, (_, member: unknown) =>
    typeof member === 'number' ? `number ${member}` : member,
  )
  return canonical(value).replaceAll(/"number ([^"]*)"/g, '$1')
}
