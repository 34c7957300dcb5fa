import { readFileSync } from 'node:fs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'
import { createS3Archive } from '../archive/s3-archive.ts'
import { saidForks } from '../archive/said-forks.ts'
import { assertExactRuntime } from '../domain/exact-json.ts'
import { createDynamoLedger } from '../ledger/dynamo-ledger.ts'
import { createDynamoLogProgress } from '../ledger/dynamo-log-progress.ts'
import { createDynamoOverviews } from '../ledger/dynamo-overviews.ts'
import { readEnvironment } from './environment.ts'
import { createFeldera } from './feldera/feldera.ts'
import { type RecorderLine, withMetric } from './log.ts'
import { readConfiguration } from './read-configuration.ts'
import { type RunPorts, run } from './run.ts'
import type { RunResult } from './run-result.ts'
import { createKmsSigner } from './sequencing/kms-signer.ts'
import { sequence } from './sequencing/sequence.ts'
import { systemClock } from './system-clock.ts'

// What is still running at the end must be recorded: the last ten seconds begin nothing (DESIGN §9).
const RESERVE_MS = 10_000

assertExactRuntime()
const environment = readEnvironment(process.env)
const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'recorder'
const { configuration, hash, bytes } = readConfiguration(readFileSync(environment.CONFIGURATION_FILE))
const dynamodb = new DynamoDBClient({})
// Straight to the stream: console.log puts a prefix before the line, and then it is no embedded metric.
const log = (line: RecorderLine): void => {
  process.stdout.write(`${JSON.stringify(withMetric(line, { nowMs: Date.now(), functionName }))}\n`)
}
const [clock, random] = [systemClock, Math.random]
const ledger = createDynamoLedger({ client: dynamodb, table: environment.LEDGER_TABLE })
const work = { client: dynamodb, table: environment.WORK_TABLE }
const archive = saidForks(
  createS3Archive({
    client: new S3Client({}),
    bucket: environment.ARCHIVE_BUCKET,
    lockMode: environment.OBJECT_LOCK_MODE,
  }),
  (object) => log({ name: 'archive-forked', object }),
)
const progress = createDynamoLogProgress(work)
const signer = createKmsSigner({ keyId: environment.LOG_KEY_ID, name: environment.LOG_ORIGIN })
const ports: RunPorts = {
  ledger,
  overviews: createDynamoOverviews(work),
  archive,
  feldera: createFeldera({ environment: {}, clock, random }),
  clock,
  random,
  log,
  sequence: async (options, noted) =>
    sequence({ ledger, archive, progress, signer: await signer(), clock, random }, options, noted),
}

/** One tick of the schedule. */
export async function handler(_tick: unknown, context: Context): Promise<RunResult> {
  return run(ports, {
    configuration,
    configurationHash: hash,
    configurationBytes: bytes,
    shard: '0',
    everyMs: Number(environment.EVERY_MINUTES) * 60_000,
    beginUntilMs: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS,
  })
}
