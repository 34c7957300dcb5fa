import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../lambdas/domain/canonical.ts'

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

  it('refuses a lone surrogate, for which UTF-8 has no bytes', () => {
    expect(() => canonical('\ud800')).toThrow(TypeError)
    expect(() => canonical({ '\udc00': null })).toThrow(TypeError)
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
