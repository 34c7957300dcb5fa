import type { Chance } from '../simulation/chance.ts'

/** A text in the making: JSON where its leaves are, and whatever else where they are not. */
export type Tree =
  | { readonly kind: 'leaf'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  /** The names as they are written, with their quotes. */
  | { readonly kind: 'record'; readonly members: readonly Member[] }

export type Member = readonly [name: string, value: Tree]

export function leaf(text: string): Tree {
  return { kind: 'leaf', text }
}

export function list(items: readonly Tree[]): Tree {
  return { kind: 'list', items }
}

export function record(members: { readonly [name: string]: Tree | undefined }): Tree {
  return {
    kind: 'record',
    members: Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[JSON.stringify(name), value] as const],
    ),
  }
}

/** The text, with this before and behind every sign and value. */
export function written(tree: Tree, space: () => string): string {
  if (tree.kind === 'leaf') return space() + tree.text + space()
  if (tree.kind === 'list') {
    return `${space()}[${tree.items.map((item) => written(item, space)).join(',')}${space()}]${space()}`
  }
  const members = tree.members.map(([name, value]) => `${space()}${name}${space()}:${written(value, space)}`)
  return `${space()}{${members.join(',')}${space()}}${space()}`
}

/** The tree with one of its nodes of a kind changed, if it has any: which one is left to chance, and how deep. */
export function changedSomewhere(
  tree: Tree,
  chance: Chance,
  change: (node: Tree) => Tree,
  isMeant: (node: Tree) => boolean = () => true,
): Tree {
  const meant = childrenOf(tree).flatMap((child, i) => (hasMeant(child, isMeant) ? [i] : []))
  if (meant.length === 0 || (isMeant(tree) && chance.happens(0.25)))
    return isMeant(tree) ? change(tree) : tree
  const which = chance.pick(meant)
  const changed = (child: Tree, i: number): Tree =>
    i === which ? changedSomewhere(child, chance, change, isMeant) : child
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(changed) }
  if (tree.kind === 'leaf') return tree
  return { ...tree, members: tree.members.map(([name, value], i) => [name, changed(value, i)] as const) }
}

function childrenOf(tree: Tree): readonly Tree[] {
  if (tree.kind === 'list') return tree.items
  return tree.kind === 'record' ? tree.members.map(([, value]) => value) : []
}

function hasMeant(tree: Tree, isMeant: (node: Tree) => boolean): boolean {
  return isMeant(tree) || childrenOf(tree).some((child) => hasMeant(child, isMeant))
}

export function changedRecord(
  tree: Tree,
  chance: Chance,
  change: (members: readonly Member[]) => readonly Member[],
): Tree {
  return changedSomewhere(
    tree,
    chance,
    (node) => (node.kind === 'record' ? { ...node, members: change(node.members) } : node),
    ({ kind }) => kind === 'record',
  )
}

export function changedList(
  tree: Tree,
  chance: Chance,
  change: (items: readonly Tree[]) => readonly Tree[],
): Tree {
  return changedSomewhere(
    tree,
    chance,
    (node) => (node.kind === 'list' ? { ...node, items: change(node.items) } : node),
    ({ kind }) => kind === 'list',
  )
}

export function changedLeaf(tree: Tree, chance: Chance, which: RegExp, text: () => string): Tree {
  return changedSomewhere(
    tree,
    chance,
    () => leaf(text()),
    (node) => node.kind === 'leaf' && which.test(node.text),
  )
}
