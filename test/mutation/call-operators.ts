import type { Change } from './mutant.ts'
import { type Standing, spanOf } from './syntax.ts'

const OTHER_METHODS: ReadonlyMap<string, string> = new Map([
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['toUpperCase', 'toLowerCase'],
  ['toLowerCase', 'toUpperCase'],
  ['find', 'findLast'],
  ['findLast', 'find'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['padStart', 'padEnd'],
])
/** Without these, what they are called on is a value of the same kind. */
const LEFT_OUT = new Set([
  'filter',
  'slice',
  'sort',
  'reverse',
  'toSorted',
  'toReversed',
  'trim',
  'concat',
  'subarray',
])

export function callChanges({ node }: Standing, text: string): readonly Change[] {
  if (node.type === 'OptionalMemberExpression' || node.type === 'OptionalCallExpression') {
    if (!node.optional) return []
    const inner = node.type === 'OptionalMemberExpression' ? node.object : node.callee
    const at = text.indexOf('?.', spanOf(inner).end)
    const isName = node.type === 'OptionalMemberExpression' && !node.computed
    return [{ operator: 'chain', start: at, end: at + 2, becomes: isName ? '.' : '' }]
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return []
  const { object, property, computed } = node.callee
  if (computed || property.type !== 'Identifier') return []
  const other = OTHER_METHODS.get(property.name)
  const before = spanOf(object)
  return [
    ...(other === undefined ? [] : [{ ...spanOf(property), operator: 'method', becomes: other }]),
    ...(LEFT_OUT.has(property.name)
      ? [{ ...spanOf(node), operator: 'method', becomes: text.slice(before.start, before.end) }]
      : []),
  ]
}
