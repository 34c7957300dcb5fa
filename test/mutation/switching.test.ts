import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { Mutant } from './mutant.ts'
import { createSwitches, Endless, NONE } from './switch.ts'
import { mutantsOf, switched } from './switching.ts'

const ways = (text: string): readonly string[] =>
  mutantsOf('x.ts', text, 0).map(({ was, becomes }) => `${was.trim()} → ${becomes}`)

/** The exports of a source with its switches, as a test would load it. */
async function loaded(text: string): Promise<{ readonly [name: string]: (...values: unknown[]) => unknown }> {
  const code = stripTypeScriptTypes(switched(text, 0))
  return import(`data:text/javascript,${encodeURIComponent(`${code}\n// ${Math.random()}`)}`)
}

const switches = createSwitches()

function idOf(text: string, was: string, becomes: string): number {
  const isIt = (mutant: Mutant): boolean => mutant.was.trim() === was && mutant.becomes === becomes
  const found = mutantsOf('x.ts', text, 0).find(isIt)
  if (found === undefined) throw new Error(`${was} does not become ${becomes}`)
  return found.id
}

describe('the mutants of a source', () => {
  it.each([
    ['const isFew = n < 2', ['n < 2 → true', 'n < 2 → false', '< → <=', '< → >=']],
    ['if (a) f()', ['a → true', 'a → false']],
    ['while (a) f()', ['a → false']],
    ['const x = a && b', ['a && b → true', 'a && b → false', 'a && b → ((a) || (b))']],
    ['const x = a ?? b', ['a ?? b → ((a) && (b))']],
    ['const x = a + 1', ['+ → -']],
    ['const x = !a', ['!a → a']],
    ['i += 1', ['+= → -=']],
    ["const x = 'a'", ["'a' → ''"]],
    ['const x = [1]', ['[1] → []']],
    ['const x = { a }', ['{ a } → {}']],
    ['const x = /^a$/', ['/^a$/ → /a$/', '/^a$/ → /^a/']],
    ['const x = a?.b.c', ['?. → .']],
    ['const x = a.filter(f)', ['a.filter(f) → a']],
    ['const x = a.some(f)', ['some → every']],
    ['const x = a.toString(2)', []],
    ['const f = () => g()', ['g() → undefined']],
  ])('%s', (text, expected) => {
    expect(ways(text)).toEqual(expected)
  })

  it.each([
    ['what is only for the type checker', "type A = 'a' | 'b'; interface B { readonly c: 'd' }"],
    ['names of modules', "import { a } from 'b'; export * from 'c'"],
    ['the words of what is thrown', "throw new Error('no such thing')"],
  ])('leave alone %s', (_, text) => {
    expect(ways(text)).toEqual([])
  })

  it('remove a statement only where another one is left, and else the block', () => {
    expect(ways('function f() { a() }')).toEqual(['a() → '].map((way) => way.replace('a()', ';a()')))
    expect(ways('function f() { a()\n b() }')).toContain('a() → undefined')
  })
})

describe('a source with switches', () => {
  const SOURCE = `
    export function sum(values: readonly number[]): number {
      let total = 0
      for (let i = 0; i < values.length; i += 1) total += values[i] ?? 0
      return total
    }
    export function nameOf(one?: { readonly name?: { readonly text: string } }): string | undefined {
      const found = one?.name.text.trim()
      const twice = [found, found]
      twice.reverse()
      ;[1, 2].map((n) => n * 2)
      return found === undefined ? undefined : twice.join('-')
    }`

  it('does what it did while all are off', async () => {
    const { sum, nameOf } = await loaded(SOURCE)
    expect([sum?.([1, 2, 3]), nameOf?.(), nameOf?.({ name: { text: ' a ' } })]).toEqual([6, undefined, 'a-a'])
  })

  it('does one thing otherwise while one is on', async () => {
    const { sum, nameOf } = await loaded(SOURCE)
    switches.begin(idOf(SOURCE, '<', '>='))
    expect(sum?.([1, 2, 3])).toBe(0)
    switches.begin(idOf(SOURCE, '?.', '.'))
    expect(() => nameOf?.()).toThrow(TypeError)
    switches.end()
    expect(sum?.([1, 2, 3])).toBe(6)
  })

  it('ends a loop that would not end', async () => {
    const text = 'export function f() { let i = 0\n while (i < 9) { i += 1\n }\n return i }'
    const { f } = await loaded(text)
    switches.begin(NONE)
    expect(f?.()).toBe(9)
    const usual = switches.asked()
    switches.begin(idOf(text, '+=', '-='), usual)
    expect(() => f?.()).toThrow(Endless)
    switches.end()
  })

  it('has none where nothing is tried', () => {
    const text = 'export const f = (a) => a + 1'
    expect(switched(text, 7, (id) => id === 7)).toContain('__mutation')
    expect(switched(text, 7, () => false)).toBe(text)
  })

  it('says which mutants were reached', async () => {
    const text = 'export function f(a) { return a ? 1 + 1 : 2 - 1 }'
    const { f } = await loaded(text)
    switches.reached()
    f?.(true)
    const reached = switches.reached()
    expect(reached).toContain(idOf(text, '+', '-'))
    expect(reached).not.toContain(idOf(text, '-', '+'))
  })
})
