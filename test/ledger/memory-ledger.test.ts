import { expect, it } from 'vitest'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { havingSeen, sealEvents } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'
import { describeLedger } from './ledger-contract.ts'

describeLedger('MemoryLedger', () => ({ ledger: createMemoryLedger(), name: 'prod/orders' }))

it('refuses what was not sealed behind its head: callers owe that to every ledger', async () => {
  const ledger = createMemoryLedger()
  const first = havingSeen(checkpoint(1))
  const [second] = sealEvents(first, first.entry.events)
  if (second === undefined) throw new Error('nothing to seal')
  await expect(ledger.append(second)).rejects.toThrow('not sealed behind the head')
})
