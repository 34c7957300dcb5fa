import { expect, it } from 'vitest'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { readingAhead } from '../../lambdas/ledger/reading-ahead.ts'
import { entryAt } from '../../lambdas/ledger/search.ts'
import { sealEvents } from '../support/believing.ts'

const NAME = 'prod/orders'
const EVENT = { kind: 'run-completed', severity: 'silent', data: {} } as const

async function ledgerOf(entries: number) {
  const ledger = createMemoryLedger()
  let head: Sealed | undefined
  for (let i = 0; i < entries; i += 1) {
    const [sealed] = sealEvents(head, [EVENT], i)
    if (sealed === undefined) throw new Error('nothing was sealed')
    await ledger.append(sealed)
    head = sealed
  }
  return ledger
}

it('gives a walk back the same entries with a fiftieth of the reads', async () => {
  const ledger = await ledgerOf(120)
  let reads = 0
  const counted = {
    ...ledger,
    readForward: async (...asked: Parameters<typeof ledger.readForward>) => {
      reads += 1
      return ledger.readForward(...asked)
    },
    readBackward: async (...asked: Parameters<typeof ledger.readBackward>) => {
      reads += 1
      return ledger.readBackward(...asked)
    },
  }
  const ahead = readingAhead(counted)
  for (let seq = 120; seq >= 1; seq -= 1) {
    expect(await entryAt(ahead, NAME, seq)).toEqual(await entryAt(ledger, NAME, seq))
  }
  expect(reads).toBe(3)
})

it('has no entry that the ledger has not', async () => {
  const ahead = readingAhead(await ledgerOf(3))
  await expect(entryAt(ahead, NAME, 4)).rejects.toThrow('the entry is not there')
  await expect(entryAt(ahead, 'prod/other', 1)).rejects.toThrow('the entry is not there')
})
