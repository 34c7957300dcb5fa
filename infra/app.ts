import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { SHIPPED_PAGE } from '../lambdas/publisher/shipped-page.ts'
import { bundle, bundleSizeBytes } from './bundle.ts'
import { addChecks } from './checks.ts'
import { createLedgerStack } from './ledger-stack.ts'
import { bundlePage } from './page-bundle.ts'
import { printProblems, SETTINGS } from './problem.ts'
import { readSettings } from './settings.ts'
import { configurationFile, readShippedConfiguration } from './shipped-configuration.ts'

const root = join(import.meta.dirname, '..')
const app = new App()
const contextOf = (name: string): unknown => app.node.tryGetContext(name)
const named = contextOf('configuration')
const file = configurationFile(root, typeof named === 'string' ? named : undefined)
const read = readSettings(contextOf)
const shipped = readShippedConfiguration(file)

if (read.kind === 'invalid' || shipped.kind === 'invalid') {
  if (read.kind === 'invalid') printProblems(SETTINGS, read.problems)
  if (shipped.kind === 'invalid') printProblems(file, shipped.problems)
  // As everywhere: bad configuration.
  process.exit(2)
}

const { bytes, secrets, stores, keepsCopies } = shipped.configuration
const bundles = { recorder: join(root, 'dist', 'recorder'), publisher: join(root, 'dist', 'publisher') }
bundle('lambdas/recorder/handler.ts', bundles.recorder, [{ name: 'pipelines.json', bytes }])
const page = { name: SHIPPED_PAGE, bytes: Buffer.from(JSON.stringify(await bundlePage())) }
bundle('lambdas/publisher/handler.ts', bundles.publisher, [page])
for (const [name, directory] of Object.entries(bundles)) {
  console.error(`${name}: ${Math.ceil(bundleSizeBytes(directory) / 1_000)} kB`)
}
addChecks(app)
createLedgerStack(app, { settings: read.settings, bundles, secrets, stores, keepsCopies })
