import { expect, it } from 'vitest'
import { createFindings } from '../../lambdas/audit/verifying/findings.ts'
import { walkLedger } from '../../lambdas/audit/verifying/table/table-walk.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import type { LedgerRow } from '../../lambdas/ledger/ledger-table.ts'
import { at } from '../support/listings.ts'

it('takes the pace of runs from runs alone: tests and refusals between them say nothing of it', async () => {
  const refused: LedgerEvent = { kind: 'notification-refused', severity: 'silent', data: {} }
  const done: LedgerEvent = { kind: 'run-completed', severity: 'silent', data: {} }
  const entries: Sealed[] = []
  for (let i = 0; i < 30; i += 1) {
    const isRun = i % 6 === 0
    const draft = { by: isRun ? 'recorder' : 'publisher', run: isRun ? `run-${i}` : null, epoch: null }
    const place = { ledger: 'recorder/0', at: at(i * 60), evidence: [], events: [isRun ? done : refused] }
    entries.push(...sealAll(entries.at(-1), { ...draft, ...place }))
  }
  async function* rows(): AsyncGenerator<LedgerRow> {
    for (const { entry, state } of entries) yield { kind: 'whole', seq: entry.seq, entry, state }
  }
  const { lately } = await walkLedger(createFindings(), 'recorder/0', rows(), undefined)
  expect(lately).toEqual([0, 360, 720, 1_080, 1_440].map(at))
})
