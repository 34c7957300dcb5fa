import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../lambdas/recorder/sequencing/steps.ts'
import { gathered } from '../support/gathered.ts'
import { appendSome } from '../support/logging.ts'
import { describeLogProgress } from './log-progress-contract.ts'
import { onTheWire } from './wire.ts'
import { describeWork } from './work-contract.ts'

// DynamoDB ends a page at 1 MB, wherever that is: here it ends after a few items, and says so as DynamoDB does.
const { tables, wire, stores } = onTheWire()

function cutPages(items: number): void {
  wire().decide(({ operation }) =>
    operation === 'Query' || operation === 'Scan' ? { kind: 'short', items } : { kind: 'passes' },
  )
}

async function emptyWork() {
  await tables.emptied('work')
  cutPages(3)
  return stores()
}

describeWork('DynamoDB whose pages end after 3 items', emptyWork)
describeLogProgress('DynamoDB whose pages end after 3 items', async () => (await emptyWork()).progress)

describe('a ledger whose pages end early', () => {
  it('gives some of what was asked for, both ways, and none only where there is none', async () => {
    const { ledger } = stores()
    const all = await appendSome(ledger, 'prod/pages', 7)
    cutPages(2)
    expect(await ledger.readForward('prod/pages', 3, 100)).toEqual(all.slice(2, 4))
    expect(await ledger.readBackward('prod/pages', 6, 100)).toEqual(all.slice(4, 6).toReversed())
    expect(await ledger.readForward('prod/pages', 8, 100)).toEqual([])
    expect(await ledger.head('prod/pages')).toEqual(all.at(-1))
    expect(wire().met('short')).toBe(4)
  })

  it('goes into the log without a gap', async () => {
    const { ledger } = stores()
    const all = await appendSome(ledger, 'prod/steps', 11)
    cutPages(2)
    const steps = [{ ledger: 'prod/steps', from: 2, to: 10 }]
    const bytes = await entriesOf(ledger, steps, { appended: new Map() })
    expect(bytes.map(String)).toEqual(all.slice(1, 10).map(({ entry }) => entry.body))
  })

  it('is shown to an auditor whole, with every other ledger', async () => {
    const { ledger, table } = stores()
    await tables.emptied('ledger')
    const all = await appendSome(ledger, 'prod/audited', 5)
    await appendSome(ledger, 'prod/beside', 1)
    cutPages(1)
    const names = await gathered(table.names())
    expect(names).toEqual(expect.arrayContaining(['prod/audited', 'prod/beside']))
    expect(new Set(names).size).toBe(names.length)
    expect(await gathered(table.entries('prod/audited'))).toHaveLength(all.length)
  })
})
