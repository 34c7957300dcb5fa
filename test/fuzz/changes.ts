import type { Chance } from '../simulation/chance.ts'
import {
  changedLeaf,
  changedList,
  changedRecord,
  changedSomewhere,
  leaf,
  type Member,
  type Tree,
} from './tree.ts'
import { almostUuid, anyText, CANARY, numberText, stringText, timeText } from './words.ts'

type Change = (tree: Tree, chance: Chance) => Tree

const NAMES = [
  ['uuid', 'identifier', 'fingerprint', 'size', 'steps', 'processed_records', '__proto__'],
  ['constructor', 'source', 'length'],
  ['id', 'name', 'checkpoints', 'recorded_at', 'storage_status_details', 'storage_status', '', '0'],
  [CANARY],
].flat()

/** One thing that is otherwise than in a valid answer: by name, for the count. */
export const CHANGES: { readonly [name: string]: Change } = {
  'another value': (tree, chance) => changedSomewhere(tree, chance, () => leaf(anyText(chance))),
  'another number': (tree, chance) => changedLeaf(tree, chance, /^-?\d/, () => numberText(chance)),
  'another text': (tree, chance) => changedLeaf(tree, chance, /^"/, () => stringText(chance)),
  'almost a UUID': (tree, chance) => changedLeaf(tree, chance, /^".{36}"$/, () => `"${almostUuid(chance)}"`),
  'another time': (tree, chance) => changedLeaf(tree, chance, /^"\d{4}-/, () => `"${timeText(chance)}"`),
  'a member less': (tree, chance) =>
    changedRecord(tree, chance, (members) => members.toSpliced(somewhere(members, chance), 1)),
  'a member twice': (tree, chance) => changedRecord(tree, chance, (members) => doubled(members, chance)),
  'a member more': (tree, chance) =>
    changedRecord(tree, chance, (members) => [
      ...members,
      [JSON.stringify(chance.pick(NAMES)), leaf(anyText(chance))],
    ]),
  'a name rewritten': (tree, chance) =>
    changedRecord(tree, chance, (members) => renamed(members, (name) => rewritten(name, chance), chance)),
  'values exchanged': (tree, chance) => changedRecord(tree, chance, (members) => exchanged(members, chance)),
  'an item twice': (tree, chance) =>
    changedList(tree, chance, (items) =>
      items.length === 0 ? items : items.toSpliced(somewhere(items, chance), 0, chance.pick(items)),
    ),
  'an item less': (tree, chance) =>
    changedList(tree, chance, (items) => items.toSpliced(somewhere(items, chance), 1)),
  'an item twice with a difference': (tree, chance) =>
    changedList(tree, chance, (items) => {
      const [one] = items
      if (one === undefined) return items
      const other = changedSomewhere(one, chance, (node) =>
        node.kind === 'leaf' ? leaf(chance.pick(['null', '7', numberText(chance)])) : node,
      )
      return [...items, other]
    }),
  'an item of another kind': (tree, chance) =>
    changedList(tree, chance, (items) => items.toSpliced(somewhere(items, chance), 0, leaf(anyText(chance)))),
  'in a list': (tree, chance) => changedSomewhere(tree, chance, (node) => ({ kind: 'list', items: [node] })),
  'an item for a list': (tree, chance) =>
    changedSomewhere(
      tree,
      chance,
      (node) => (node.kind === 'list' ? (node.items[0] ?? leaf('null')) : node),
      ({ kind }) => kind === 'list',
    ),
  'in an object': (tree, chance) =>
    changedSomewhere(tree, chance, (node) => ({
      kind: 'record',
      members: [[chance.pick(['"checkpoints"', '"0"', '""']), node]],
    })),
  'another body': (_tree, chance) => leaf(anyText(chance)),
}

function somewhere(of: readonly unknown[], chance: Chance): number {
  return chance.whole(0, Math.max(0, of.length - 1))
}

function doubled(members: readonly Member[], chance: Chance): readonly Member[] {
  const one = members[somewhere(members, chance)]
  if (one === undefined) return members
  const [name, value] = one
  const again: Member = [
    chance.happens(0.3) ? escaped(name, chance) : name,
    chance.happens(0.5) ? value : leaf(chance.pick(['null', '7', '"x"', '{}', '[]', numberText(chance)])),
  ]
  return members.toSpliced(chance.whole(0, members.length), 0, again)
}

function renamed(
  members: readonly Member[],
  rename: (name: string) => string,
  chance: Chance,
): readonly Member[] {
  const which = somewhere(members, chance)
  return members.map(([name, value], i) => [i === which ? rename(name) : name, value] as const)
}

function rewritten(name: string, chance: Chance): string {
  return chance.pick([
    escaped(name, chance),
    escaped(name, chance),
    name.toUpperCase(),
    name.replace('"', '" '),
    name.slice(1, -1),
    name.replaceAll('"', "'"),
    name.replace('i', 'і'),
    JSON.stringify(chance.pick(NAMES)),
  ])
}

/** The same name with one of its letters as an escape. */
function escaped(name: string, chance: Chance): string {
  const at = chance.whole(1, Math.max(1, name.length - 2))
  const letter = name[at]
  if (letter === undefined || letter === '"' || letter === '\\') return name
  return `${name.slice(0, at)}\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(at + 1)}`
}

function exchanged(members: readonly Member[], chance: Chance): readonly Member[] {
  const [a, b] = [somewhere(members, chance), somewhere(members, chance)]
  const values = members.map(([, value]) => value)
  return members.map(([name, value], i) => [
    name,
    (i === a ? values[b] : i === b ? values[a] : value) ?? value,
  ])
}
