import { describe, expect, it } from 'vitest'
import { acquaintance } from '../../lambdas/ledger/lives.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { rememberingReads } from '../../lambdas/ledger/remembered-reads.ts'
import { sealEvents } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'

const NAME = 'prod/orders'
const LISTED = Array.from({ length: 40 }, (_, i) => checkpoint(i))

/** A ledger in which each of these was recorded and retired by entries of their own, and how often it was read. */
async function counted() {
  const memory = createMemoryLedger()
  const append = async (kind: 'checkpoint-recorded' | 'checkpoint-retired', i: number) => {
    const { uuid, ...five } = LISTED[i] ?? checkpoint(0)
    const data = { ...five, first_seen_at: '2026-11-26T00:00:00.000Z' }
    const event = { kind, severity: 'silent', uuid, data } as const
    for (const sealed of sealEvents(await memory.head(NAME), [event], 100 + i)) await memory.append(sealed)
  }
  for (const i of LISTED.keys()) await append('checkpoint-recorded', i)
  for (const i of LISTED.keys()) await append('checkpoint-retired', i)
  let reads = 0
  const ledger = {
    ...memory,
    readForward: async (...read: Parameters<typeof memory.readForward>) => {
      reads += 1
      return memory.readForward(...read)
    },
    readBackward: async (...read: Parameters<typeof memory.readBackward>) => {
      reads += 1
      return memory.readBackward(...read)
    },
  }
  return { ledger, head: await memory.head(NAME), reads: () => reads }
}

describe('reads that are remembered', () => {
  it('find every old acquaintance as reads do, with no entry read twice', async () => {
    const [plain, remembered] = [await counted(), await counted()]
    const below = rememberingReads(remembered.ledger, 1_000)
    for (const { uuid } of LISTED) {
      const found = await acquaintance(below, remembered.head, uuid)
      expect(found).toMatchObject({ ended: 'retired' })
      expect(found).toEqual(await acquaintance(plain.ledger, plain.head, uuid))
    }
    expect(remembered.reads()).toBeLessThanOrEqual(81)
    expect(plain.reads()).toBeGreaterThan(400)
  })

  it('are so many at most, the newest, and never long ones', async () => {
    const { ledger, reads } = await counted()
    const below = rememberingReads(ledger, 2)
    for (const seq of [1, 2, 1, 3, 1]) await below.readForward(NAME, seq, 1)
    expect(reads()).toBe(3)
    await below.readForward(NAME, 2, 1)
    expect(reads()).toBe(4)
    for (const _ of [1, 2]) await below.readBackward(NAME, 9, 3)
    expect(reads()).toBe(6)
  })
})
