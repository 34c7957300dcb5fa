import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import { createMemoryAlertIndex } from '../../lambdas/ledger/work/memory-alert-index.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { describeWork } from './work-contract.ts'

describeWork('memory', async () => ({
  overviews: createMemoryOverviews(),
  alerts: createMemoryAlertIndex(),
  outbox: createMemoryOutbox(),
}))
