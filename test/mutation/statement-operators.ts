import type { BlockStatement, Node } from '@babel/types'
import type { Change } from './mutant.ts'
import { type Standing, spanOf } from './syntax.ts'

export function statementChanges({ node, under }: Standing, text: string): readonly Change[] {
  if (node.type === 'BlockStatement' && statementsIn(node) > 0) {
    const { start, end } = spanOf(node)
    if (/\bsuper\(/.test(text.slice(start, end))) return []
    return [{ operator: 'block', start: start + 1, end: end - 1, becomes: '' }]
  }
  if (node.type === 'SwitchCase' && node.consequent.length > 0) {
    const [first, last] = [node.consequent[0], node.consequent.at(-1)]
    if (first === undefined || last === undefined) return []
    return [{ operator: 'block', start: spanOf(first).start, end: spanOf(last).end, becomes: '' }]
  }
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
    return isNothing(node.body) ? [] : [undefinedFor('return', node.body)]
  }
  // One statement alone is removed with its block.
  if (under?.node.type !== 'BlockStatement' || statementsIn(under.node) < 2) return []
  if (node.type === 'ExpressionStatement' && !isSuper(node.expression)) {
    return [undefinedFor('statement', node.expression)]
  }
  if (node.type === 'ReturnStatement' && node.argument && !isNothing(node.argument)) {
    return [undefinedFor('return', node.argument)]
  }
  return []
}

function statementsIn({ body }: BlockStatement): number {
  return body.filter(({ type }) => type !== 'EmptyStatement').length
}

function undefinedFor(operator: string, node: Node): Change {
  return { ...spanOf(node), operator, becomes: 'undefined' }
}

function isSuper(node: Node): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Super'
}

/** Already nothing, or a truth, of which both values are tried anyway. */
function isNothing(node: Node): boolean {
  return (
    node.type === 'NullLiteral' ||
    node.type === 'BooleanLiteral' ||
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'UnaryExpression' && node.operator === '!') ||
    (node.type === 'LogicalExpression' && node.operator !== '??') ||
    (node.type === 'BinaryExpression' && /^[<>!=]/.test(node.operator) && !/^(?:<<|>>)/.test(node.operator))
  )
}
