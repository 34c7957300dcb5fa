import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { TABLES } from '../../infra/local/create-tables.ts'
import { type DataDirectory, openDataDirectory } from '../../infra/local/data-directory.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { usingDynamoDb } from '../../infra/local/using-data.ts'
import { createFileArchiveReader } from '../../lambdas/archive/file-archive-reader.ts'
import { verdictOf } from '../../lambdas/audit/report.ts'
import { verifyArchive } from '../../lambdas/audit/verifying/verify.ts'
import { readVkey } from '../../lambdas/audit/verifying/whose-key.ts'
import { createDynamoLedgerTable } from '../../lambdas/ledger/dynamo-ledger-table.ts'
import { megabytes, share, slopeOf } from './figures.ts'
import { type Soak, soak } from './soak.ts'

/**
 * `npm run soak -- --minutes N --pipelines P [--seed S]`: the local system in one process, 1 % of all answers of Feldera and of DynamoDB
 * go wrong, checkpoints are lost. Ends with 1 where a loss was not told, a false alarm raised, or the whole not proven.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    pipelines: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
})
const directory = mkdtempSync(join(tmpdir(), 'checkpoint-ledger-soak-'))
const data = openDataDirectory(join(directory, 'data'), 'configured')
if ('problem' in data) throw new Error(data.problem)
const problems = await usingDynamoDb(data, (endpoint) => problemsOf(endpoint, data))
for (const problem of problems) console.error(problem)
if (problems.length > 0) console.error(`see ${data.path}`)
else rmSync(directory, { recursive: true })
process.exit(problems.length > 0 ? 1 : 0)

async function problemsOf(endpoint: string, data: DataDirectory): Promise<readonly string[]> {
  const ms = Number(values.minutes) * 60_000
  const pipelines = Number(values.pipelines)
  const done = await soak({ endpoint, data, pipelines, ms, seed: Number(values.seed), eachMinute: tell })
  tell(done)
  const { injected, alerts, missed, falseAlarms, unannounced } = done
  console.log(`recall ${share(injected - missed.length, injected)} of ${injected} losses`)
  console.log(`precision ${share(alerts - falseAlarms.length, alerts)} of ${alerts} alerts`)
  const client = localDynamoDbClient(endpoint)
  const table = { table: createDynamoLedgerTable({ client, table: TABLES.ledger }), nowMs: Date.now() }
  const reader = createFileArchiveReader({ directory: data.archive })
  const report = await verifyArchive(reader, {
    key: readVkey(readFileSync(data.logVkey, 'utf8')),
    seen: [],
    table,
  })
  console.log(`verify: ${verdictOf(report)}`)
  return [
    ...missed.map((uuid) => `${uuid} was lost and not told once`),
    ...falseAlarms.map((alarm) => `false alarm: ${alarm}`),
    ...unannounced.map((id) => `never announced: ${id}`),
    ...report.broken.map(({ where, what }) => `broken: ${where} ${what}`),
    ...report.unproven.map((what) => `not proven: ${what}`),
  ]
}

function tell({ runs, failedRuns, entries, injected, faults, samples, troubles }: Soak): void {
  const rss = megabytes(samples.at(-1)?.bytes ?? 0)
  const trouble = [...troubles].map(([name, times]) => `${name} ${times}`).join(', ')
  console.log(
    `${Math.round(samples.at(-1)?.seconds ?? 0)} s: ${runs} runs (${failedRuns} failed), ${entries} entries, ${faults} faults, ` +
      `${injected} losses, RSS ${rss} MB, ${megabytes(slopeOf(samples))} MB a minute${trouble === '' ? '' : `; ${trouble}`}`,
  )
}
