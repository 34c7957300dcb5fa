import { createMemoryKeys } from '../../../lambdas/publisher/access/memory-keys.ts'
import { describeKeys } from './keys-contract.ts'

describeKeys('memory', async () => createMemoryKeys())
