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
import { type RunResult, run } from './run.ts'
import { systemClock } from './system-clock.ts'

// What is still running at the end must be recorded: the last ten seconds begin nothing (DESIGN §9).
const RESERVE_MS = 10_000

assertExactRuntime()
const environment = readEnvironment(process.env)
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
  log: (line: RecorderLine) => console.log(JSON.stringify(withMetric(line, Date.now()))),
}

/** One tick of the schedule. */
export async function handler(_tick: unknown, context: Context): Promise<RunResult> {
  return run(ports, {
    configuration,
    configurationHash: hash,
    shard: '0',
    beginUntilMs: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS,
  })
}
