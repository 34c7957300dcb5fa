import { readdirSync } from 'node:fs'

/** Not asked: whole lives and machines, which take minutes, and what runs in processes of its own, where no switch is. */
const TOO_LONG = /^(?:simulation|crash|fuzz|kill|soak|isolation|stranger|infra|local|mutation|bugs)\//

/** The test files that try mutants of a folder or file of `lambdas`: those of the same name first, the quick and pure before others. */
export function testsOf(source: string): readonly string[] {
  const own = source
    .split('/')
    .slice(1)
    .filter((part) => !part.endsWith('.ts'))
    .join('/')
  const order = [
    own,
    own.split('/')[0] ?? own,
    'domain',
    'cases.test',
    'recorder',
    'publisher',
    'ledger',
    'archive',
  ]
  const place = (name: string): number => {
    const first = order.findIndex((beginning) => name.startsWith(beginning))
    return first === -1 ? order.length : first
  }
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.test.ts') && !TOO_LONG.test(name))
    .toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .map((name) => `test/${name}`)
}
