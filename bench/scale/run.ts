import { parseArgs } from 'node:util'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { type MonthlyCost, monthlyCost, naiveUnits } from './prices.ts'
import { deployed } from './tick.ts'
import { added, NONE, scaled, type Units } from './units.ts'

/**
 * `npm run bench:scale [-- SIZE… [--every MINUTES,MINUTES]]`: the recorder as it is deployed, with so many pipelines, counted over memory in virtual time, as
 * a month on AWS. Every pipeline makes a checkpoint a minute and keeps two: at both periods every poll finds something new.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '1,5' } },
})
const SIZES = positionals.length > 0 ? positionals.map(Number) : [10, 1_000, 100_000]
const PERIODS_MINUTES = values.every.split(',').map(Number)
const MINUTES_A_MONTH = 30 * 24 * 60
const PIPELINES_A_SOURCE = 500
// The first tick sees everything for the first time, the second is the first of many. What a tick takes is then steady but for the
// log's full tiles, one every 256 entries: few pipelines want more ticks than many.
const FIRST_TICKS = 2
const COUNTED_POLLS = 2_500
const START_MS = Date.UTC(2026, 0, 1)

// What cannot be counted here: an answer's way, and how long the rest of a run takes (evidence, entries, log).
const LATENCY_MS = 150
const IN_FLIGHT_A_HOST = 6
const IN_FLIGHT = 50
const REST_MS = 2_000
const STREAM_BATCH = 100
const PUBLISHER_MS = 150
const SWEEPS_A_MONTH = MINUTES_A_MONTH

function configured(pipelines: number): Configuration {
  const sources = Array.from({ length: Math.ceil(pipelines / PIPELINES_A_SOURCE) }, (_, source) => ({
    name: `source-${source}`,
    url: `https://feldera-${source}.example.com`,
    auth: { kind: 'none' as const },
    tenant: null,
    pipelines: Array.from(
      { length: Math.min(PIPELINES_A_SOURCE, pipelines - source * PIPELINES_A_SOURCE) },
      (_, i) => `pipeline-${String(i).padStart(3, '0')}`,
    ),
  }))
  return { sources, policy: DEFAULT_POLICY, overrides: [], stores: [] }
}

interface Month {
  readonly units: Units
  readonly shards: number
  readonly runSeconds: number
  readonly cost: MonthlyCost
  readonly naive: MonthlyCost
}

async function month(pipelines: number, everyMinutes: number): Promise<Month> {
  const { tick } = deployed(configured(pipelines), everyMinutes * 60_000)
  let sum = NONE
  let shards = 1
  const counted = Math.ceil(COUNTED_POLLS / pipelines)
  for (let i = 0; i < FIRST_TICKS + counted; i += 1) {
    const took = await tick(START_MS + i * everyMinutes * 60_000)
    if (i >= FIRST_TICKS) sum = added(sum, took.units)
    ;({ shards } = took)
  }
  const ticks = MINUTES_A_MONTH / everyMinutes
  const recorded = scaled(sum, ticks / counted)
  const publishing = Math.ceil(recorded.streamRecords / STREAM_BATCH) + SWEEPS_A_MONTH
  const units = { ...recorded, invocations: recorded.invocations + publishing }
  const runSeconds = secondsOf(Math.ceil(pipelines / shards))
  const gbSeconds = ticks * shards * runSeconds + (publishing * PUBLISHER_MS) / 1_000
  const naive = { ...NONE, ...naiveUnits(pipelines * ticks), invocations: ticks * shards }
  return {
    units,
    shards,
    runSeconds,
    cost: monthlyCost(units, gbSeconds),
    naive: monthlyCost(naive, ticks * shards * runSeconds),
  }
}

/** Wall time of one shard's run: so many at once in all, and so many of each host. */
function secondsOf(pipelines: number): number {
  const hosts = Math.ceil(pipelines / PIPELINES_A_SOURCE)
  const inFlight = Math.min(IN_FLIGHT, hosts * IN_FLIGHT_A_HOST)
  return (Math.ceil(pipelines / inFlight) * LATENCY_MS + REST_MS) / 1_000
}

const dollars = (amount: number): string => (amount < 10 ? amount.toFixed(2) : amount.toFixed(0))
const millions = (count: number): string => `${(count / 1e6).toFixed(count < 1e7 ? 2 : 0)} M`
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : 0)} GB`

console.log(
  '| pipelines | every | shards | run | asked | write units | read units | puts | gets | signatures | ledger grows | archive grows | DynamoDB | S3 | Lambda | KMS | SQS | storage | $ a month | naive |',
)
console.log(`|${' --- |'.repeat(20)}`)
for (const pipelines of SIZES) {
  for (const every of PERIODS_MINUTES) {
    const { units, shards, runSeconds, cost, naive } = await month(pipelines, every)
    const cells = [
      pipelines,
      `${every} min`,
      shards,
      `${runSeconds.toFixed(1)} s`,
      millions(units.asked),
      millions(units.writeUnits),
      millions(units.readUnits),
      millions(units.puts),
      millions(units.gets),
      millions(units.signatures),
      gigabytes(units.ledgerBytes),
      gigabytes(units.archiveBytes),
      ...[cost.dynamodb, cost.s3, cost.lambda, cost.kms, cost.sqs, cost.storage, cost.total, naive.total].map(
        dollars,
      ),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}
