import { readFileSync } from 'node:fs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'
import { createS3Archive } from '../archive/s3-archive.ts'
import { assertExactRuntime } from '../domain/exact-json.ts'
import { createDynamoLedger } from '../ledger/dynamo-ledger.ts'
import { createDynamoOverviews } from '../ledger/dynamo-overviews.ts'
import { readEnvironment } from './environment.ts'
import { createFeldera } from './feldera/feldera.ts'
import { type RecorderLine, withMetric } from './log.ts'
import { readConfiguration } from './read-configuration.ts'
import { run } from './run.ts'
import type { RunResult } from './run-result.ts'
import { systemClock } from './system-clock.ts'

// What is still running at the end must be recorded: the last ten seconds begin nothing (DESIGN §9).
const RESERVE_MS = 10_000

assertExactRuntime()
const environment = readEnvironment(process.env)
const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'recorder'
const { configuration, hash } = readConfiguration(readFileSync(environment.CONFIGURATION_FILE))
const dynamodb = new DynamoDBClient({})
const ports = {
  ledger: createDynamoLedger({ client: dynamodb, table: environment.LEDGER_TABLE }),
  overviews: createDynamoOverviews({ client: dynamodb, table: environment.WORK_TABLE }),
  archive: createS3Archive({
    client: new S3Client({}),
    bucket: environment.ARCHIVE_BUCKET,
    lockMode: environment.OBJECT_LOCK_MODE,
  }),
  feldera: createFeldera({ environment: {}, clock: systemClock, random: Math.random }),
  clock: systemClock,
  random: Math.random,
  // Straight to the stream: console.log puts a prefix before the line, and then it is no embedded metric.
  log: (line: RecorderLine) => {
    process.stdout.write(`${JSON.stringify(withMetric(line, { nowMs: Date.now(), functionName }))}\n`)
  },
}

/** One tick of the schedule. */
export async function handler(_tick: unknown, context: Context): Promise<RunResult> {
  return run(ports, {
    configuration,
    configurationHash: hash,
    shard: '0',
    everyMs: Number(environment.EVERY_MINUTES) * 60_000,
    beginUntilMs: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS,
  })
}
