import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { bundle } from '../bundle.ts'
import { addChecks } from '../checks.ts'
import { printProblems, SETTINGS } from '../problem.ts'
import { readWitnessSettings } from './witness-settings.ts'
import { createWitnessStack } from './witness-stack.ts'

const app = new App()
const read = readWitnessSettings((name) => app.node.tryGetContext(name))
if (read.kind === 'invalid') {
  printProblems(SETTINGS, read.problems)
  // As everywhere: bad configuration.
  process.exit(2)
}
const code = join(import.meta.dirname, '..', '..', 'dist', 'witness')
bundle('lambdas/witness/handler.ts', code, [])
addChecks(app)
createWitnessStack(app, { settings: read.settings, code })
