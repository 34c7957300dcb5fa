import { createMemoryAlertIndex } from '../../lambdas/ledger/memory-alert-index.ts'
import { createMemoryOutbox } from '../../lambdas/ledger/memory-outbox.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/memory-overviews.ts'
import { describeWork } from './work-contract.ts'

describeWork('memory', async () => ({
  overviews: createMemoryOverviews(),
  alerts: createMemoryAlertIndex(),
  outbox: createMemoryOutbox(),
}))
