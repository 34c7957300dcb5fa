import { beforeAll, describe, expect, it } from 'vitest'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { evolve } from '../../lambdas/domain/evolve.ts'
import { NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { decompressed } from '../../lambdas/ledger/compressed.ts'
import { type Item, itemOf } from '../../lambdas/ledger/item.ts'
import { leavesOf, resealed } from '../support/forging.ts'
import { copyOf, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

let log: ProvenLog

beforeAll(async () => {
  log = await provenLog(20)
}, 60_000)

/** What is found once the table was changed so; the archive is as it was. */
async function found(change: (items: Item[]) => Item[]) {
  const kept = copyOf(log)
  const { broken, verdict } = await verified({ ...kept, items: change(kept.items) }, log.vkey, {
    withTable: true,
  })
  expect(verdict).toBe('broken')
  return broken.map(({ where, what }) => `${where}: ${what}`)
}

const isAt = (item: Item, name: string, seq: number) =>
  item['pk']?.S === name && item['sk']?.N === String(seq)
const edited = (name: string, seq: number, change: (item: Item) => Item) => (items: Item[]) =>
  items.map((item) => (isAt(item, name, seq) ? change(item) : item))
const without =
  (name: string, from: number, to = from) =>
  (items: Item[]) =>
    items.filter(
      (item) => item['pk']?.S !== name || Number(item['sk']?.N) < from || Number(item['sk']?.N) > to,
    )

/** The table that the recorder would have made of these entries. */
function itemsOf(leaves: readonly string[]): Item[] {
  const states = new Map<string, State>()
  return leaves.map((leaf) => {
    const entry = openEntry(leaf)
    const state = evolve(states.get(entry.ledger) ?? NOTHING_YET, entry)
    states.set(entry.ledger, state)
    return itemOf({ entry, state })
  })
}

describe('of the table is named, by ledger and seq', () => {
  it('an edited body', async () => {
    const change = (item: Item) => ({ ...item, body: { S: item['body']?.S?.replace('1412', '1413') ?? '' } })
    expect(await found(edited('prod/orders', 3, change))).toEqual([
      'prod/orders 3: in the table: keys or hash do not belong to the body',
    ])
  })

  it('an edited hash', async () => {
    expect(
      await found(edited('prod/orders', 5, (item) => ({ ...item, hash: { S: 'f'.repeat(64) } }))),
    ).toEqual(['prod/orders 5: in the table: keys or hash do not belong to the body'])
  })

  it('an edited at', async () => {
    expect(
      await found(edited('prod/orders', 5, (item) => ({ ...item, at: { S: '2026-01-01T00:00:00.000Z' } }))),
    ).toEqual(['prod/orders 5: in the table: at is not that of the body'])
  })

  it('an edited state, once', async () => {
    const change = (item: Item) => {
      // A long one is kept compressed; either form may stand there.
      const { S: short, B: bytes } = item['state'] ?? {}
      const text = short ?? decompressed(bytes ?? Uint8Array.of())
      return { ...item, state: { S: text.replace('"uncoveredSeconds":0', '"uncoveredSeconds":1') } }
    }
    expect(await found(edited('prod/payments', 4, change))).toEqual([
      'prod/payments 4: in the table: the state is not the one that follows from the entries',
    ])
  })

  it('a state that is none', async () => {
    expect(await found(edited('prod/payments', 4, (item) => ({ ...item, state: { S: '{}' } })))).toEqual([
      'prod/payments 4: in the table: the state is none',
    ])
  })

  it('a removed item, in the middle, at the end, and a whole ledger', async () => {
    expect(await found(without('prod/orders', 7))).toEqual(['prod/orders 7: is missing in the table'])
    expect(await found(without('prod/orders', 7, 9))).toEqual([
      'prod/orders 7: to 9 are missing in the table',
    ])
    expect(await found(without('prod/orders', 15, 99))).toEqual([
      expect.stringMatching(/^prod\/orders 15: is in the log, as are all to \d+, and not in the table$/),
    ])
    expect(await found(without('prod/orders', 1, 99))).toEqual([
      expect.stringMatching(/^prod\/orders 1: is in the log, .* the table has no such ledger$/),
    ])
  })

  it('an inserted item', async () => {
    expect(
      await found((items) => [
        ...items,
        { ...items.find((item) => isAt(item, 'prod/orders', 3)), sk: { N: '0' } },
      ]),
    ).toContain('prod/orders 0: is no place in a ledger')
    const stray = { pk: { S: 'prod/nobody' }, sk: { N: '4' }, body: { S: '{}' } }
    expect(await found((items) => [...items, stray])).toEqual([
      'prod/nobody 1: to 3 are missing in the table',
      expect.stringMatching(/^prod\/nobody 4: in the table: the body is no entry/),
    ])
  })

  it('two that were swapped', async () => {
    const lines = await found((items) =>
      items.map((item) => {
        const other = isAt(item, 'prod/orders', 3) ? 4 : isAt(item, 'prod/orders', 4) ? 3 : undefined
        return other === undefined
          ? item
          : { ...items.find((one) => isAt(one, 'prod/orders', other)), sk: item['sk'] ?? { N: '' } }
      }),
    )
    expect(lines.map((line) => line.split(':')[0])).toEqual(['prod/orders 3', 'prod/orders 4'])
  })

  it('the first entry of a history that was sealed anew from there on', async () => {
    const rewritten = itemsOf(resealed(leavesOf(log), 'prod/orders 6', () => ({ by: 'somebody else' })))
    expect(await found(() => rewritten)).toEqual([
      'prod/orders 6: is another entry in the table than in the log: here the two histories of this ledger part',
    ])
  })

  it('where two histories were joined beyond the log', async () => {
    const other = itemsOf(resealed(leavesOf(log), 'prod/orders 17', () => ({ by: 'somebody else' })))
    const isOther = (item: Item) => item['pk']?.S === 'prod/orders' && Number(item['sk']?.N) >= 19
    const items = [...log.items.filter((item) => !isOther(item)), ...other.filter(isOther)]
    const older = log.history[15]?.objects ?? new Map()
    const report = await verified({ objects: older, items }, log.vkey, { withTable: true })
    expect(report.broken).toEqual([
      { where: 'prod/orders 19', what: 'in the table: prev is not the hash of seq 18' },
    ])
  })

  it('an entry beyond the log whose chain does not hold', async () => {
    const older = log.history[15]?.objects ?? new Map()
    const change = edited('prod/orders', 19, (item) => ({ ...item, hash: { S: '0'.repeat(64) } }))
    const report = await verified({ objects: older, items: change(copyOf(log).items) }, log.vkey, {
      withTable: true,
    })
    expect(report.broken.map(({ where }) => where)).toEqual(['prod/orders 19'])
  })
})

it('periods are taken from the last runs, unless they are told', async () => {
  const older = { objects: log.history[17]?.objects ?? new Map(), items: log.items }
  expect((await verified(older, log.vkey, { withTable: true })).verdict).toBe('proven')
  const { createMemoryLedgerTable } = await import('../../lambdas/ledger/memory-ledger-table.ts')
  const nowMs = Math.max(...log.items.map((item) => Date.parse(item['at']?.S ?? '')))
  const table = { table: createMemoryLedgerTable(log.items), nowMs, everyMs: 10_000 }
  expect((await verified(older, log.vkey, { table })).verdict).toBe('not-proven')
})
