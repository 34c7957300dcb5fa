import { describe, expect, it } from 'vitest'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { gathered } from '../support/gathered.ts'
import { at } from '../support/listings.ts'
import { appendSome, testSigner } from '../support/logging.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { onTheWire, type Stores } from './wire.ts'
import { twoAnnouncements } from './work-contract.ts'

const { tables, wire, stores } = onTheWire()
const [first] = twoAnnouncements()
const receipt = { messageId: 'm-1', sentAt: at(2) }

/** Every operation that the adapters use, at least once; gives all that can be read afterwards. */
async function everything({ ledger, table, progress, overviews, alerts, outbox }: Stores, name: string) {
  await appendSome(ledger, name, 2)
  const shard = { shard: name, finishedAt: at(0), rows: [], matched: {}, configuration: null }
  await overviews.write(shard, 0)
  await progress.notePending(name, 1)
  await progress.settlePending(name, 1)
  const announcement = { ...first, id: name, run: name }
  await outbox.note([announcement], at(1))
  const claim = await outbox.claim(name, at(0), 1_000)
  if (claim === 'busy') throw new Error('busy')
  const held = await outbox.extend(name, claim, { telling: null, at: at(1), leaseMs: 1_000 })
  await outbox.sent(name, [name], receipt)
  if (held !== 'lost') await outbox.release(name, held)
  return {
    names: (await gathered(table.names())).includes(name),
    entries: (await gathered(table.entries(name))).length,
    head: (await ledger.head(name))?.entry.seq,
    overview: (await overviews.read(name)).version,
    pending: (await progress.pending()).has(name),
    due: await outbox.dueOf(name),
    receipts: (await outbox.receipts([name])).get(name),
    alerts: (await alerts.list({ limit: 1 })).rows.length,
    held,
  }
}

describe('a request that is refused once', () => {
  it.each([
    ['ProvisionedThroughputExceededException', 'ThrottlingException'],
    ['InternalServerError', 'InternalServerError'],
    ['TransactionInProgressException', 'TransactionInProgressException'],
  ])('is made again, whichever it is: %s, %s', { timeout: 40_000 }, async (...codes) => {
    const [code] = codes
    const calm = await everything(stores(), fresh(`calm ${code}`))
    const refused = new Set<string>()
    wire().decide(({ operation }) => {
      if (refused.has(operation)) return { kind: 'passes' }
      // Only a transaction can be in progress.
      if (code.startsWith('Transaction') && !operation.startsWith('Transact')) return { kind: 'passes' }
      refused.add(operation)
      return { kind: 'refused', code: codes[refused.size % 2] ?? code }
    })
    expect(await everything(stores(), fresh(code))).toEqual(calm)
    expect(wire().met('refused')).toBe(code.startsWith('Transaction') ? 2 : 8)
  })
})

describe('the log’s commit', () => {
  it.each([
    ['TransactionConflict', 'None'],
    ['None', 'TransactionConflict'],
    ['ThrottlingError', 'None'],
    ['None', 'ProvisionedThroughputExceeded'],
  ])('that is cancelled for %s and %s comes through in the same run', async (...reasons) => {
    const log = await logOver(stores(), `prod/${reasons.join('-')}`)
    let left = 3
    wire().decide(({ operation }) => {
      if (operation !== 'TransactWriteItems' || left === 0) return { kind: 'passes' }
      left -= 1
      return { kind: 'refused', code: 'TransactionCanceledException', reasons }
    })
    await log.sequence()
    expect(left).toBe(0)
    expect(await log.watermark()).toBe(2)
  })

  it('that landed unanswered, and whose run then died, is published by the next run', async () => {
    const log = await logOver(stores(), 'prod/unanswered')
    let isDead = false
    wire().decide(({ operation }) => {
      if (isDead) return { kind: 'broken' }
      if (operation !== 'TransactWriteItems') return { kind: 'passes' }
      isDead = true
      return { kind: 'unanswered' }
    })
    await expect(log.sequence()).rejects.toThrow('unanswered')
    wire().decide(() => ({ kind: 'passes' }))
    await log.sequence()
    expect(await log.watermark()).toBe(2)
  })
})

// What was appended stays in its table: each test has a name of its own, also when it is repeated.
let names = 0

function fresh(name: string): string {
  names += 1
  return `${name}-${names}`
}

const signer = testSigner()

/** A log of its own. */
async function logOver({ ledger, progress }: Stores, ledgerName: string) {
  await tables.emptied('work')
  const archive = createMemoryArchive()
  const name = fresh(ledgerName)
  await appendSome(ledger, name, 2)
  const clock = { now: () => Date.parse(at(0)), sleep: async () => {} }
  return {
    sequence: () =>
      sequence(
        { ledger, progress, archive, signer, clock, random: Math.random },
        { shard: '0', lockForMs: 1_000 },
        { heads: new Map([[name, 2]]), appended: new Map() },
      ),
    watermark: async () => (await progress.watermarks()).get('0')?.get(name),
  }
}
