import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { problemText } from '../problem.ts'
import { readSettings } from '../settings.ts'
import { configurationFile, readShippedConfiguration } from '../shipped-configuration.ts'
import { readDeployArguments } from './deploy-arguments.ts'
import { missingPrerequisites } from './prerequisites.ts'

/** `npm run deploy -- -c NAME=VALUE …`: looks first whether it can be done, then has CDK do it (docs/deploying.md). 2: something is missing. */

const ROOT = join(import.meta.dirname, '..', '..')

// The project's own, whatever else is on the way.
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk')

async function main(): Promise<number> {
  const { contextOf, isCheck, passedOn } = readDeployArguments(process.argv.slice(2), ROOT)
  const named = contextOf('configuration')
  const file = typeof named === 'string' ? named : join(ROOT, 'pipelines.json')
  if (!existsSync(file))
    return refuse([`${file} is not there: cp pipelines.example.json pipelines.json, and edit it`])
  const read = readSettings(contextOf)
  const shipped = readShippedConfiguration(configurationFile(ROOT, file))
  if (read.kind === 'invalid' || shipped.kind === 'invalid')
    return refuse([
      ...(read.kind === 'invalid' ? read.problems.map((one) => `-c ${problemText(one)}`) : []),
      ...(shipped.kind === 'invalid' ? shipped.problems.map((one) => `${file}: ${problemText(one)}`) : []),
    ])
  const { settings } = read
  const missing = await missingPrerequisites(settings, [
    ...shipped.configuration.secrets,
    ...(settings.pingSecret === '' ? [] : [settings.pingSecret]),
  ])
  if (missing.length > 0) return refuse(missing)
  if (settings.emails.length === 0) console.error('Nobody will be mailed: -c emails=oncall@example.com')
  if (isCheck) {
    console.error(`CheckpointLedger-${settings.stage} can be deployed.`)
    return 0
  }
  const args = [CDK, 'deploy', `CheckpointLedger-${settings.stage}`, ...passedOn]
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  return status ?? 1
}

function refuse(problems: readonly string[]): number {
  for (const problem of problems) console.error(problem)
  return 2
}

process.exitCode = await main()
