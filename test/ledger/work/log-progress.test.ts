import { createDynamoLogProgress } from '../../../lambdas/ledger/work/dynamo-log-progress.ts'
import { createMemoryLogProgress } from '../../../lambdas/ledger/work/memory-log-progress.ts'
import { embeddedTables } from '../../support/embedded-tables.ts'
import { describeLogProgress } from '../log-progress-contract.ts'

const tables = embeddedTables()

describeLogProgress('memory', async () => createMemoryLogProgress())

describeLogProgress('DynamoDB', async () => createDynamoLogProgress(await tables.emptied('work')))
