import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { parse } from '@babel/parser'
import { type RegExpLiteral, traverseFast } from '@babel/types'
import { describe, expect, it } from 'vitest'
import { matchesPattern } from '../../lambdas/domain/pattern.ts'
import { repeatedKeys } from '../../lambdas/recorder/configuration/repeated-keys.ts'

/**
 * Every regular expression of ours against 100 kB of what makes bad ones slow: the text of its own that nearly fits, over and over, and an end that
 * never does. What sources, people and files say may be as long; whoever bounds it first loses nothing by this.
 */

const LONG = 100_000
const WITHIN_MS = 3_000

interface Expression {
  readonly where: string
  readonly pattern: string
  readonly flags: string
}

function expressionsIn(file: string): readonly Expression[] {
  const found: Expression[] = []
  const note = ({ pattern, flags, loc }: RegExpLiteral): void =>
    void found.push({ where: `${file}:${loc?.start.line ?? '?'}`, pattern, flags })
  traverseFast(
    parse(readFileSync(file, 'utf8'), { sourceType: 'module', plugins: ['typescript'] }),
    (node) => {
      if (node.type === 'RegExpLiteral') note(node)
    },
  )
  return found
}

const EXPRESSIONS = ['lambdas', 'infra'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => expressionsIn(join(top, name))),
)

/** What is quadratic in texts that it is never given. */
const NEVER_SO_LONG: { readonly [where: string]: string } = {
  'lambdas/recorder/configuration/repeated-keys.ts':
    'reads what is JSON already, where every string that is opened is closed: tried below',
  'lambdas/publisher/page/words.ts': 'counts and 64-bit values of our own answers: 20 digits',
  'lambdas/domain/report/html/values.ts': 'counts and sums of a report: some 30 digits',
}
const isShort = ({ where }: Expression): boolean =>
  Object.keys(NEVER_SO_LONG).some((file) => where.startsWith(file))

const UNITS = [
  'a',
  '0',
  ' ',
  '\t',
  '\n',
  '-',
  '.',
  '/',
  '\\',
  '"',
  '\\"',
  '""',
  '*',
  ',',
  '=',
  ':',
  '<',
  '&',
  '[',
  '{',
  '%',
  '@',
  'é',
  '\u0001',
  '\u{1F600}',
  'a ',
  'a.',
  'a-',
  'a/',
  'a=read,',
  '1.',
  '0:',
  'ab',
  'localhost.',
  'x=1;',
  ';q=0.',
  '"a":',
  '" :',
  "'",
]

/** Texts of this length, of one unit each, with ends that hardly anything takes. */
function hostileTo({ pattern }: Expression): readonly string[] {
  // Whatever stands in the expression as itself.
  const own = (pattern.match(/[A-Za-z0-9 ,;:="'/.-]{2,}/g) ?? []).slice(0, 4)
  return [...UNITS, ...own].flatMap((unit) => {
    const long = unit.repeat(Math.ceil(LONG / unit.length))
    return [`${long}\u0000`, `${own[0] ?? ''}${long}!`]
  })
}

const TRY = new Script(
  'for (const text of texts) { expression.lastIndex = 0; expression.test(text); text.replace(expression, "") }',
)

describe('an expression of ours', () => {
  it('is found wherever it stands: there are many', () => {
    expect(EXPRESSIONS.length).toBeGreaterThan(100)
  })

  it.each(EXPRESSIONS.filter((one) => !isShort(one)))(
    '$where /$pattern/$flags takes its time whatever it reads',
    { timeout: 60_000 },
    (one) => {
      const context = createContext({ expression: new RegExp(one.pattern, one.flags), texts: [] as string[] })
      for (const text of hostileTo(one)) {
        context['texts'] = [text]
        const tried = () => TRY.runInContext(context, { timeout: WITHIN_MS })
        expect(tried, JSON.stringify(text.slice(0, 20))).not.toThrow()
      }
    },
  )

  it('that reads JSON for keys that stand twice takes its time as well, of whatever is JSON', () => {
    const members = Array.from({ length: 10_000 }, (_, i) => `"${i}" : "${'\\\\\\"'.repeat(5)}" `).join(',')
    const texts = [
      `"${'\\"'.repeat(LONG)}"`,
      `"${' '.repeat(LONG)}"`,
      `["a"${' '.repeat(LONG)}]`,
      `{${members}}`,
      `{"a"${' '.repeat(LONG)}:1}`,
    ]
    for (const text of texts) {
      JSON.parse(text)
      const begun = performance.now()
      expect(repeatedKeys(text)).toEqual([])
      expect(performance.now() - begun, text.slice(0, 20)).toBeLessThan(WITHIN_MS)
    }
  })

  it('is never made of somebody’s text', () => {
    for (const top of ['lambdas', 'infra'])
      for (const name of readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((one) =>
        one.endsWith('.ts'),
      ))
        expect(readFileSync(join(top, name), 'utf8'), name).not.toMatch(/\bnew RegExp\(|[^.\w]RegExp\(/)
  })
})

describe('a pattern of the configuration', () => {
  it.each([
    ['*a'.repeat(127), `${'a'.repeat(LONG)}b`],
    [`${'*'.repeat(254)}b`, 'a'.repeat(LONG)],
    [`${'a*'.repeat(127)}b`, 'ab'.repeat(LONG / 2)],
    ['*aaaaaaaaaab*', 'a'.repeat(LONG)],
  ])('is matched in time that grows with the name: %s', (pattern, name) => {
    const begun = performance.now()
    for (let i = 0; i < 10; i += 1) matchesPattern(pattern, name)
    expect(performance.now() - begun).toBeLessThan(10 * WITHIN_MS)
  })
})
