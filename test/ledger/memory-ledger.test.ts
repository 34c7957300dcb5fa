import { expect, it } from 'vitest'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { havingSeen, sealEvents } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'
import { describeLedger } from './ledger-contract.ts'

describeLedger('MemoryLedger', () => ({ ledger: createMemoryLedger(), name: 'prod/orders' }))

it('refuses what was not sealed behind its head: callers owe that to every ledger', async () => {
  const first = havingSeen(checkpoint(1))
  const other = havingSeen(checkpoint(2))
  const [second] = sealEvents(first, first.entry.events)
  const [third] = sealEvents(second, first.entry.events)
  if (second === undefined || third === undefined) throw new Error('nothing to seal')
  const ledger = createMemoryLedger()
  await expect(ledger.append(second)).rejects.toThrow('prod/orders 2: not sealed behind the head')
  await ledger.append(other)
  await expect(ledger.append(second)).rejects.toThrow('prod/orders 2: not sealed behind the head')
  const skipping = { ...third, entry: { ...third.entry, prev: other.entry.hash } }
  await expect(ledger.append(skipping)).rejects.toThrow('prod/orders 3: not sealed behind the head')
})
