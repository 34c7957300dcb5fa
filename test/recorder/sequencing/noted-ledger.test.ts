import { expect, it } from 'vitest'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { notedLedger } from '../../../lambdas/recorder/sequencing/noted-ledger.ts'
import { appendSome } from '../../support/logging.ts'

it('notes the head that was read and what was appended behind it, and nothing that was not', async () => {
  const memory = createMemoryLedger()
  await appendSome(memory, 'prod/a', 3)
  await appendSome(memory, 'prod/unseen', 3)
  const { ledger, noted } = notedLedger(memory)
  const [stale] = await appendSome(createMemoryLedger(), 'prod/a', 1)
  await ledger.head('prod/a')
  await ledger.head('prod/none')
  if (stale !== undefined)
    expect(await ledger.append({ ...stale, entry: { ...stale.entry, hash: '0' } })).toBe('head-moved')
  const mine = await appendSome(ledger, 'prod/b', 2)
  expect(noted.heads).toEqual(
    new Map([
      ['prod/a', 3],
      ['prod/b', 2],
    ]),
  )
  expect([...noted.appended.values()]).toEqual(mine.map(({ entry }) => entry))
})
