import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Item } from '../../lambdas/ledger/item.ts'
import { leavesOf } from '../support/forging.ts'
import { copyOf, type Kept, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

/** Whatever is done to whichever object or item is found. The exceptions are named, and are what nobody could find. */

const RUNS = 150
const caught = { tried: 0, found: 0 }
let log: ProvenLog
let names: string[]

beforeAll(async () => {
  log = await provenLog(14)
  names = [...log.objects.keys()].toSorted()
}, 60_000)

afterAll(() => {
  console.log(`mutations tried ${caught.tried}, caught ${caught.found}`)
})

async function isFound(mutated: Kept, withTable = false): Promise<boolean> {
  caught.tried += 1
  const { verdict } = await verified(mutated, log.vkey, { withTable })
  if (verdict === 'broken') caught.found += 1
  return verdict === 'broken'
}

async function always(
  mutate: (objects: Map<string, Uint8Array>, name: string, chance: number) => boolean,
): Promise<void> {
  const property = fc.asyncProperty(fc.nat(1e9), fc.nat(1e9), async (which, chance) => {
    const kept = copyOf(log)
    const name = names[which % names.length] ?? ''
    fc.pre(mutate(kept.objects, name, chance))
    expect(await isFound(kept), name).toBe(true)
  })
  await fc.assert(property, { numRuns: RUNS, seed: 4 })
}

/** What may be gone without anybody being able to tell: it was superseded, or nothing speaks of it. */
function isExpendable(name: string): boolean {
  const size = leavesOf(log).length
  if (name.startsWith('checkpoints/')) return name !== `checkpoints/${size}`
  return /\.p\//.test(name) && !name.endsWith(`.p/${size % 256}`)
}

describe('of an archive is found', () => {
  it('any flipped bit of any object', async () => {
    await always((objects, name, chance) => {
      const bytes = Uint8Array.from(objects.get(name) ?? [])
      const at = chance % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (chance % 8))
      objects.set(name, bytes)
      return true
    })
  }, 120_000)

  it('any object cut short, or with a byte more', async () => {
    await always((objects, name, chance) => {
      const bytes = objects.get(name) ?? new Uint8Array()
      const isCut = chance % 3 !== 0
      objects.set(
        name,
        isCut ? bytes.slice(0, chance % bytes.length) : Buffer.concat([bytes, Buffer.from([chance % 256])]),
      )
      return true
    })
  }, 120_000)

  it('any object removed, unless it was superseded or is an older checkpoint', async () => {
    await always((objects, name) => objects.delete(name) && !isExpendable(name))
  }, 120_000)

  it('any two objects that change places', async () => {
    await always((objects, name, chance) => {
      const other = names[chance % names.length] ?? ''
      const [a, b] = [objects.get(name), objects.get(other)]
      if (a === undefined || b === undefined || Buffer.from(a).equals(b)) return false
      objects.set(name, b)
      objects.set(other, a)
      return true
    })
  }, 120_000)

  it('any object put back to what an older one of its kind was', async () => {
    await always((objects, name, chance) => {
      const folder = name.slice(0, name.lastIndexOf('/') + 1)
      const kin = names.filter((other) => other !== name && other.startsWith(folder))
      const bytes = objects.get(kin[chance % kin.length] ?? '')
      if (bytes === undefined || Buffer.from(bytes).equals(objects.get(name) ?? new Uint8Array()))
        return false
      objects.set(name, bytes)
      return true
    })
  }, 120_000)
})

describe('of a table is found', () => {
  const TEXTS = ['pk', 'sk', 'body', 'hash', 'at', 'state'] as const

  it('any changed character of any attribute of any item', async () => {
    const property = fc.asyncProperty(
      fc.nat(1e9),
      fc.constantFrom(...TEXTS),
      fc.nat(1e9),
      async (which, attribute, chance) => {
        const kept = copyOf(log)
        const i = which % kept.items.length
        const item = kept.items[i] ?? {}
        fc.pre(item[attribute]?.B === undefined)
        kept.items[i] = { ...item, [attribute]: changed(item, attribute, chance) }
        expect(await isFound(kept, true), `${attribute} of ${item['pk']?.S} ${item['sk']?.N}`).toBe(true)
      },
    )
    await fc.assert(property, { numRuns: RUNS, seed: 4 })
  }, 120_000)

  it('any item removed', async () => {
    const property = fc.asyncProperty(fc.nat(1e9), async (which) => {
      const kept = copyOf(log)
      kept.items.splice(which % kept.items.length, 1)
      expect(await isFound(kept, true)).toBe(true)
    })
    await fc.assert(property, { numRuns: 60, seed: 4 })
  }, 120_000)
})

function changed(item: Item, attribute: string, chance: number) {
  if (attribute === 'sk') return { N: String(Number(item['sk']?.N) + 1 + (chance % 50)) }
  const text = item[attribute]?.S ?? ''
  const at = chance % text.length
  const other = String.fromCharCode(text.charCodeAt(at) ^ (1 << (chance % 4)))
  return { S: text.slice(0, at) + other + text.slice(at + 1) }
}
