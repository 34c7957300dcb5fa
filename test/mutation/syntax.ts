import { parse } from '@babel/parser'
import type { File, Node } from '@babel/types'

export interface Standing {
  readonly node: Node
  /** Absent for the whole text. */
  readonly under?: Standing
  /** As what it stands under the node above: `test`, `callee`, `arguments` … */
  readonly as: string
}

export function parsed(text: string): File {
  return parse(text, { sourceType: 'module', plugins: ['typescript'], attachComment: false })
}

/** What is only for the type checker, or a name: nothing in it runs. */
const NEVER_RUN = new Set([
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'superTypeParameters',
  'returnType',
  'implements',
  'predicate',
  'directives',
  'source',
  'specifiers',
  'id',
  'label',
])
const OF_TYPES_BUT_RUN = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSInstantiationExpression',
])

/** All that runs under a node, itself included, from the outside in. */
export function* running(standing: Standing): Generator<Standing> {
  const { node } = standing
  if (node.type.startsWith('TS') && !OF_TYPES_BUT_RUN.has(node.type)) return
  yield standing
  for (const [as, value] of Object.entries(node)) {
    if (NEVER_RUN.has(as) || (isName(as) && !('computed' in node && node.computed))) continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* running({ node: child, under: standing, as })
    }
  }
  // `const { size = 1 } = …` has no other place to run in than its names.
  if (node.type === 'VariableDeclarator') yield* running({ node: node.id, under: standing, as: 'id' })
}

export function isUnder({ under }: Standing, type: Node['type']): boolean {
  return under !== undefined && (under.node.type === type || isUnder(under, type))
}

export function spanOf({ start, end }: Node): { readonly start: number; readonly end: number } {
  if (typeof start !== 'number' || typeof end !== 'number') throw new Error('a node without a place')
  return { start, end }
}

function isName(as: string): boolean {
  return as === 'key' || as === 'property'
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
