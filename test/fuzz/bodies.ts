import type { Chance } from '../simulation/chance.ts'
import { leaf, list, record, type Tree } from './tree.ts'
import { anyText, integer, numberText, stringText, timeText, uuid } from './words.ts'

/** Which question is answered. */
export type Question = 'checkpoints' | 'pipelines' | 'events'

/** An answer as a Feldera of some version would give it: valid, the odd among the even. */
export function bodyOf(question: Question, chance: Chance): Tree {
  if (question === 'checkpoints') return checkpoints(chance)
  const one = question === 'pipelines' ? pipeline : event
  return list(Array.from({ length: chance.pick([0, 1, 1, 2, 3, 6]) }, () => one(chance)))
}

function checkpoints(chance: Chance): Tree {
  const count = chance.happens(0.002) ? chance.whole(1_998, 2_002) : chance.pick([0, 1, 1, 2, 2, 2, 3, 5, 9])
  const own = Array.from({ length: count }, () => checkpoint(chance, count > 9))
  // Several hosts may name the same one.
  const again = count > 0 && chance.happens(0.08) ? [chance.pick(own)] : []
  return list([...own, ...again])
}

function checkpoint(chance: Chance, isOneOfMany: boolean): Tree {
  const optional = (probability: number, text: () => string): Tree | undefined =>
    chance.happens(probability) ? leaf(text()) : chance.happens(0.5) ? leaf('null') : undefined
  const made = record({
    uuid: leaf(`"${uuid(chance)}"`),
    identifier: optional(isOneOfMany ? 0 : 0.15, () => wellFormedText(chance)),
    fingerprint: leaf(integer(chance)),
    size: optional(0.9, () => integer(chance)),
    steps: optional(0.9, () => integer(chance)),
    processed_records: optional(0.9, () => integer(chance)),
    label: chance.happens(isOneOfMany ? 0.01 : 0.1) ? leaf(anyValue(chance)) : undefined,
    __proto_: chance.happens(0.03) ? leaf('{"size":1}') : undefined,
  })
  if (made.kind !== 'record' || chance.happens(0.8)) return made
  const [first, ...others] = made.members
  return first === undefined ? made : { ...made, members: [...others, first] }
}

/** JSON that nobody reads: of the tried kinds those that are valid. */
function anyValue(chance: Chance): string {
  return chance.pick([
    '[]',
    '{}',
    '"x"',
    'true',
    '-1.5e-3',
    '{"a":[1,{"b":null}]}',
    '[0.1]',
    numberIn(chance),
    '"\\ud83d"',
  ])
}

function numberIn(chance: Chance): string {
  const text = numberText(chance)
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? text : '0'
}

function wellFormedText(chance: Chance): string {
  return chance.happens(0.8)
    ? chance.pick(['""', '"nightly"', '"é€𝄞"', '"\\ud83d\\ude39"', '"a\\u0000b"'])
    : stringText(chance)
}

const STATUSES = [
  'Running',
  'Stopped',
  'Standby',
  'Paused',
  'Unavailable',
  'Dreaming',
  '',
  'x'.repeat(64),
  'x'.repeat(65),
]
const STORAGE = ['InUse', 'Cleared', 'Clearing', 'Frozen']

function word(chance: Chance, from: readonly string[]): Tree | undefined {
  const kind = chance.whole(0, 9)
  if (kind === 0) return undefined
  if (kind === 1) return leaf(chance.pick(['null', '7', '{}', '[]', 'true', stringText(chance)]))
  return leaf(JSON.stringify(chance.pick(from)))
}

function pipeline(chance: Chance): Tree {
  return record({
    id: leaf(`"${uuid(chance)}"`),
    name: leaf(
      chance.happens(0.9)
        ? JSON.stringify(chance.pick(['orders', 'fraud-7', 'ü', '__proto__', '.', 'a/b']))
        : stringText(chance),
    ),
    description: chance.happens(0.3) ? leaf(anyValue(chance)) : undefined,
    program_version: chance.happens(0.8)
      ? leaf(chance.happens(0.8) ? integer(chance) : anyText(chance))
      : undefined,
    platform_version: word(chance, ['0.337.0', '0.289.0']),
    deployment_id: chance.happens(0.7) ? leaf(chance.happens(0.8) ? `"${uuid(chance)}"` : 'null') : undefined,
    deployment_status: word(chance, STATUSES),
    deployment_status_since: chance.happens(0.8) ? leaf(`"${timeText(chance)}"`) : undefined,
    storage_status: word(chance, STORAGE),
    storage_status_details: details(chance),
  })
}

function event(chance: Chance): Tree {
  return record({
    recorded_at: leaf(`"${chance.happens(0.9) ? wholeTime(chance) : timeText(chance)}"`),
    deployment_runtime_status: word(chance, STATUSES),
    deployment_resources_status: word(chance, STATUSES),
    storage_status: word(chance, STORAGE),
    storage_status_details: details(chance),
    note: chance.happens(0.2) ? leaf(anyValue(chance)) : undefined,
  })
}

function wholeTime(chance: Chance): string {
  return new Date(chance.between(Date.UTC(1969, 11, 31), Date.UTC(2040, 0))).toISOString()
}

function details(chance: Chance): Tree | undefined {
  const kind = chance.whole(0, 9)
  if (kind === 0) return undefined
  if (kind === 1) return leaf('null')
  if (kind === 2)
    return leaf(
      chance.pick([
        '{}',
        '{"checkpoints":null}',
        '{"checkpoints":{}}',
        '[]',
        '7',
        '"x"',
        '{"checkpoints":7}',
      ]),
    )
  return record({ checkpoints: checkpoints(chance) })
}
