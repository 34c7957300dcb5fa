import type { Change, Place } from './mutant.ts'
import { changesAt } from './operators.ts'
import { parsed, running, type Standing, spanOf } from './syntax.ts'

/** Every place of a source text where something can be changed, in the order of the text, outer ones first. */
export function placesOf(text: string): readonly Place[] {
  const places = new Map<string, { form: Place['form']; start: number; end: number; changes: Change[] }>()
  for (const standing of running({ node: parsed(text).program, as: 'program' })) {
    for (const change of changesAt(standing, text)) {
      const isBlock = change.operator === 'block'
      const { start, end } = isBlock ? change : spanOf(holderOf(standing).node)
      const key = `${start} ${end} ${isBlock}`
      const place = places.get(key) ?? {
        form: isBlock ? 'statements' : 'expression',
        start,
        end,
        changes: [],
      }
      if (place.changes.every((other) => !isSame(other, change))) place.changes.push(change)
      places.set(key, place)
    }
  }
  return [...places.values()].toSorted((a, b) => a.start - b.start || b.end - a.end)
}

/** The text with a change at one place only. */
export function changed(text: string, { start, end }: Place, change: Change): string {
  return text.slice(start, change.start) + change.becomes + text.slice(change.end, end)
}

/** The same text, where no statement goes on from the line before once it begins with a parenthesis. */
export function separated(text: string): string {
  const starts: number[] = []
  for (const { node, under } of running({ node: parsed(text).program, as: 'program' })) {
    const isInList =
      under !== undefined && ['BlockStatement', 'Program', 'SwitchCase'].includes(under.node.type)
    if (node.type === 'ExpressionStatement' && isInList) starts.push(spanOf(node).start)
  }
  return starts.toReversed().reduce((done, start) => `${done.slice(0, start)};${done.slice(start)}`, text)
}

/** The nearest around it that may become `(condition ? … : …)`. */
function holderOf(standing: Standing): Standing {
  const { node, under, as } = standing
  if (under === undefined) throw new Error('nothing around it is an expression')
  if (node.type === 'ArrowFunctionExpression') {
    return { node: node.body, under: standing, as: 'body' }
  }
  if (node.type === 'ExpressionStatement') return { node: node.expression, under: standing, as: 'expression' }
  if (node.type === 'ReturnStatement' && node.argument)
    return { node: node.argument, under: standing, as: 'argument' }
  return isHeld(standing, under, as) ? holderOf(under) : standing
}

function isHeld({ node }: Standing, { node: around }: Standing, as: string): boolean {
  if (as === 'callee' || as === 'tag' || as === 'quasi') return true
  if (as === 'left' && around.type === 'AssignmentExpression') return true
  if (around.type === 'UpdateExpression') return true
  if (around.type === 'UnaryExpression' && around.operator === 'delete') return true
  // In parentheses `a?.b` would no longer skip the `.c` behind it.
  const isChain = node.type === 'OptionalMemberExpression' || node.type === 'OptionalCallExpression'
  const goesOn = as === 'object' || as === 'expression'
  return isChain && goesOn && /^(?:Optional|TSNonNull)/.test(around.type)
}

function isSame(a: Change, b: Change): boolean {
  return a.start === b.start && a.end === b.end && a.becomes === b.becomes
}
