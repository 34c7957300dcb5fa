import type { BinaryExpression, Node } from '@babel/types'
import { callChanges } from './call-operators.ts'
import type { Change } from './mutant.ts'
import { statementChanges } from './statement-operators.ts'
import { isUnder, type Standing, spanOf } from './syntax.ts'

/** Another operator in place of the one that stands there; the second of a comparison moves its boundary. */
const OTHERWISE: { readonly [operator: string]: readonly string[] } = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '>>=': ['<<='],
  '<<=': ['>>='],
  '|=': ['&='],
  '&=': ['|='],
  '??=': ['&&='],
  '++': ['--'],
  '--': ['++'],
}
const TRUTHS = ['true', 'false']

/** Every change of this one node. The words of what is thrown are left alone: they are for people who look for a defect. */
export function changesAt(standing: Standing, text: string): readonly Change[] {
  return [
    ...conditions(standing),
    ...operators(standing, text),
    ...literals(standing),
    ...callChanges(standing, text),
    ...statementChanges(standing, text),
  ]
}

function conditions({ node, under, as }: Standing): readonly Change[] {
  const isTest = as === 'test' && under !== undefined && under.node.type !== 'SwitchCase'
  const isLoop = isTest && ['WhileStatement', 'DoWhileStatement', 'ForStatement'].includes(under.node.type)
  if (isTest) return replaced('condition', node, isLoop ? ['false'] : TRUTHS)
  return isTruth(node) ? replaced('condition', node, TRUTHS) : []
}

function isTruth(node: Node): boolean {
  if (node.type === 'LogicalExpression') return node.operator !== '??'
  return node.type === 'BinaryExpression' && /^(?:[<>]=?|[!=]==)$|^in/.test(node.operator)
}

function operators({ node }: Standing, text: string): readonly Change[] {
  if (node.type === 'UnaryExpression' && (node.operator === '!' || node.operator === '-')) {
    return [{ ...spanOf(node), operator: 'unary', becomes: textOf(node.argument, text) }]
  }
  if (node.type === 'UpdateExpression') {
    const other = node.operator === '++' ? '--' : '++'
    const argument = textOf(node.argument, text)
    return replaced('update', node, [node.prefix ? other + argument : argument + other])
  }
  if (
    node.type !== 'BinaryExpression' &&
    node.type !== 'LogicalExpression' &&
    node.type !== 'AssignmentExpression'
  )
    return []
  if (node.type === 'BinaryExpression' && isOfText(node)) return []
  const others = OTHERWISE[node.operator] ?? []
  // `&&` and `??` do not stand beside each other without parentheses.
  if (node.type === 'LogicalExpression') {
    const [left, right] = [textOf(node.left, text), textOf(node.right, text)]
    return replaced(
      'operator',
      node,
      others.map((other) => `((${left}) ${other} (${right}))`),
    )
  }
  const start = text.indexOf(node.operator, spanOf(node.left).end)
  return others.map((becomes) => ({
    operator: 'operator',
    start,
    end: start + node.operator.length,
    becomes,
  }))
}

/** `+` between texts has no opposite. */
function isOfText({ operator, left, right }: BinaryExpression): boolean {
  const isText = ({ type }: Node) => type === 'StringLiteral' || type === 'TemplateLiteral'
  return operator === '+' && (isText(left) || isText(right))
}

function literals(standing: Standing): readonly Change[] {
  const { node, as } = standing
  if (node.type === 'BooleanLiteral') return replaced('literal', node, [String(!node.value)])
  if (node.type === 'ArrayExpression') {
    return replaced('literal', node, [node.elements.length === 0 ? "['mutated']" : '[]'])
  }
  if (node.type === 'ObjectExpression')
    return node.properties.length === 0 ? [] : replaced('literal', node, ['{}'])
  if (node.type === 'RegExpLiteral') {
    const anchors = [node.pattern.replace(/^\^/, ''), node.pattern.replace(/\$$/, '')]
    const others = anchors.filter((pattern) => pattern !== node.pattern)
    return replaced(
      'literal',
      node,
      others.map((pattern) => `/${pattern}/${node.flags}`),
    )
  }
  if (isUnder(standing, 'ThrowStatement') || as === 'quasi') return []
  if (node.type === 'StringLiteral')
    return replaced('literal', node, [node.value === '' ? "'mutated'" : "''"])
  return node.type === 'TemplateLiteral' ? replaced('literal', node, ['``']) : []
}

function replaced(operator: string, node: Node, texts: readonly string[]): readonly Change[] {
  return texts.map((becomes) => ({ ...spanOf(node), operator, becomes }))
}

function textOf(node: Node, text: string): string {
  const { start, end } = spanOf(node)
  return text.slice(start, end)
}
