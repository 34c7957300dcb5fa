import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { createDynamoLedgerTable } from '../../lambdas/ledger/dynamo-ledger-table.ts'
import { type Item, itemOf } from '../../lambdas/ledger/item.ts'
import type { LedgerTable } from '../../lambdas/ledger/ledger-table.ts'
import { createMemoryLedgerTable } from '../../lambdas/ledger/memory-ledger-table.ts'
import { embeddedTables } from '../support/embedded-tables.ts'
import { gathered } from '../support/gathered.ts'
import { GAP, NAME, written } from './written.ts'

const tables = embeddedTables()

/** What every ledger table owes an auditor; each holds exactly these items. */
const TABLES_OVER: readonly (readonly [string, (items: readonly Item[]) => Promise<LedgerTable>])[] = [
  ['memory', async (items) => createMemoryLedgerTable(items)],
  [
    'DynamoDB',
    async (items) => {
      const { client, table } = await tables.emptied('ledger')
      for (const item of items) await client.send(new PutItemCommand({ TableName: table, Item: { ...item } }))
      return createDynamoLedgerTable({ client, table })
    },
  ],
]

describe.each(TABLES_OVER)('a ledger table that is read from end to end, in %s', (_, over) => {
  it('names every ledger once, and none where nothing is', async () => {
    const items = (await written([GAP], [GAP])).entries.map(itemOf)
    const others = items.map((item) => ({ ...item, pk: { S: 'prod/fraud' } }))
    const table = await over([...items, ...others])
    expect((await gathered(table.names())).toSorted()).toEqual(['prod/fraud', NAME])
    expect(await gathered((await over([])).names())).toEqual([])
  })

  it('gives the entries of one ledger by rising number, whatever order they came in', async () => {
    const { entries } = await written(...Array.from({ length: 11 }, () => [GAP]))
    const items = entries.map(itemOf)
    const other = items.map((item) => ({ ...item, pk: { S: 'prod/fraud' } }))
    const table = await over([...items.toReversed(), ...other])
    expect(await gathered(table.entries(NAME))).toEqual(
      entries.map(({ entry, state }) => ({ kind: 'whole', seq: entry.seq, entry, state })),
    )
    expect(await gathered(table.entries('prod/none'))).toEqual([])
  })

  it('tells of an item that somebody edited, in its place', async () => {
    const { entries } = await written([GAP], [GAP], [GAP])
    const items = entries.map(itemOf).map((item, i) => (i === 1 ? { ...item, body: { S: '{}' } } : item))
    const rows = await gathered((await over(items)).entries(NAME))
    expect(rows.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['whole', 1],
      ['damaged', 2],
      ['whole', 3],
    ])
  })
})
