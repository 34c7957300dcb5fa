import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../lambdas/domain/canonical.ts'

// The vectors that hold numbers (arrays, structures, values) are not ours to write: an entry has none.
const WITHOUT_NUMBERS = ['french', 'unicode', 'weird']

describe('canonical', () => {
  it.each(WITHOUT_NUMBERS)('writes the public RFC 8785 vector %s byte for byte', (name) => {
    const vector = (side: string) => readFileSync(`test/fixtures/vectors/jcs/${side}/${name}.json`, 'utf8')
    expect(canonical(JSON.parse(vector('input')))).toBe(vector('output'))
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
