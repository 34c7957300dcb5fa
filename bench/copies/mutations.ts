import { isFaulty } from '../../lambdas/domain/copies/stored-copy.ts'
import { type Depth, NOTHING_REMEMBERED, type Remembered } from '../../lambdas/stores/looking/remembered.ts'
import { createMemoryStore } from '../../test/support/stores/memory-store.ts'
import { checked, filled } from './made-store.ts'

const MUTATIONS = 2_000
const KINDS = ['lost', 'cut', 'flipped', 'emptied', 'replaced by another'] as const
type Kind = (typeof KINDS)[number]
type Objects = ReadonlyMap<string, Uint8Array>

/** One object at a time is damaged in a store of three checkpoints; from the same seeds each time. */
export async function mutations(): Promise<void> {
  const { objects: whole } = filled(3, 4)
  const known = (await checked(createMemoryStore(new Map(whole)), NOTHING_REMEMBERED, 'trailer')).remembered
  const tally = new Map(KINDS.map((kind) => [kind, { tried: 0, trailer: 0, deep: 0, remembering: 0 }]))
  const pick = chanceFrom(9)
  for (let i = 0; i < MUTATIONS; i += 1) {
    const kind = KINDS[i % KINDS.length] ?? 'lost'
    const row = tally.get(kind)
    const damaged = damagedBy(kind, whole, pick)
    if (row === undefined) continue
    row.tried += 1
    if (await isCaught(damaged, NOTHING_REMEMBERED, 'trailer')) row.trailer += 1
    if (await isCaught(damaged, NOTHING_REMEMBERED, 'blocks')) row.deep += 1
    if (await isCaught(damaged, known, 'trailer')) row.remembering += 1
  }
  console.log(
    '| mutation | tried | caught by a first check | by a first deep check | by a check that remembers |',
  )
  for (const [kind, { tried, trailer, deep, remembering }] of tally)
    console.log(`| ${kind} | ${tried} | ${trailer} | ${deep} | ${remembering} |`)
}

function chanceFrom(seed: number): (below: number) => number {
  let chance = seed
  return (below) => {
    chance = (Math.imul(chance, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((chance / 2 ** 32) * below)
  }
}

function damagedBy(kind: Kind, whole: Objects, pick: (below: number) => number): Map<string, Uint8Array> {
  const names = [...whole.keys()].filter((name) => name !== 'owner.json')
  const name = names[pick(names.length)] ?? ''
  const bytes = Buffer.from(whole.get(name) ?? '')
  const objects = new Map(whole)
  switch (kind) {
    case 'lost':
      objects.delete(name)
      return objects
    case 'cut':
      return objects.set(name, bytes.subarray(0, pick(bytes.length)))
    case 'flipped': {
      const at = pick(bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8))
      return objects.set(name, bytes)
    }
    case 'emptied':
      return objects.set(name, Buffer.alloc(bytes.length))
    case 'replaced by another': {
      const same = names.filter((one) => one !== name && one.slice(-4) === name.slice(-4))
      return objects.set(name, whole.get(same[pick(same.length)] ?? name) ?? bytes)
    }
    default:
      return kind satisfies never
  }
}

async function isCaught(
  objects: Map<string, Uint8Array>,
  remembered: Remembered,
  depth: Depth,
): Promise<boolean> {
  const { seen } = await checked(createMemoryStore(objects), remembered, depth)
  return (
    seen.copies.length !== 3 ||
    seen.copies.some(isFaulty) ||
    seen.copies.some(({ unverified }) => unverified.length > 0) ||
    seen.damaged.length + seen.unverified.length > 0
  )
}
