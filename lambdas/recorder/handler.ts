import { readFileSync } from 'node:fs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Context } from 'aws-lambda'
import { lateArchive } from '../archive/late-archive.ts'
import { createKmsSigner } from '../archive/log/notes/kms-signer.ts'
import { parseVkey } from '../archive/log/notes/verifier-key.ts'
import { parseWitnesses } from '../archive/log/notes/witness-text.ts'
import { saidForks } from '../archive/said-forks.ts'
import { assertExactRuntime } from '../domain/exact-json.ts'
import { createDynamoLedger } from '../ledger/dynamo-ledger.ts'
import { createDynamoLogProgress } from '../ledger/work/dynamo-log-progress.ts'
import { createDynamoOverviews } from '../ledger/work/dynamo-overviews.ts'
import { createDynamoStoreWork } from '../ledger/work/dynamo-store-work.ts'
import { readConfiguration } from './configuration/read-configuration.ts'
import { readEnvironment } from './environment.ts'
import { createFeldera } from './feldera/feldera.ts'
import { type RecorderLine, withMetric } from './log.ts'
import { createSystemPing, NO_PING } from './ping.ts'
import { createRecorder, type RecorderAnswer, type RecorderEvent, type RecorderPorts } from './recorder.ts'
import { sequence } from './sequencing/sequence.ts'
import { createSqsTicks } from './sharding/sqs-ticks.ts'
import type { OpenKept } from './stores/kept-in.ts'
import type { OpenStore } from './stores/open-configured.ts'
import { systemClock } from './system-clock.ts'
import type { WitnessOptions } from './witnessing/ask-witnesses.ts'

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
const inBucket = { bucket: environment.ARCHIVE_BUCKET, lockMode: environment.OBJECT_LOCK_MODE }
// Nothing is put before a source has answered: no question to one waits for its code.
const s3 = lateArchive(async () => (await import('../archive/s3-archive.ts')).openS3Archive(inBucket))
const archive = saidForks(s3, (object) => log({ name: 'archive-forked', object }))
const progress = createDynamoLogProgress(work)
const signer = createKmsSigner({ keyId: environment.LOG_KEY_ID, name: environment.LOG_ORIGIN })
const keyBefore =
  environment.LOG_KEY_ID_BEFORE === ''
    ? undefined
    : createKmsSigner({ keyId: environment.LOG_KEY_ID_BEFORE, name: environment.LOG_ORIGIN })
const lost = environment.LOG_KEY_LOST === '' ? undefined : parseVkey(environment.LOG_KEY_LOST)
const signerBefore = async () => lost ?? keyBefore?.()
// What only some deployments need, and only behind a run, is loaded then.
let open: OpenStore | undefined
let openKept: OpenKept | undefined
let ask: ((options: WitnessOptions) => Promise<void>) | undefined
const ports: RecorderPorts = {
  ledger,
  overviews: createDynamoOverviews(work),
  archive,
  feldera: createFeldera({ environment: {}, clock, random, loopback: false }),
  clock,
  random,
  log,
  sequence: async (options, noted) => {
    const [own, before] = await Promise.all([signer(), signerBefore()])
    const signers = before === undefined ? { signer: own } : { signer: own, before }
    return sequence({ ledger, archive, progress, ...signers, clock, random }, options, noted)
  },
  ping:
    environment.PING_SECRET === ''
      ? NO_PING
      : createSystemPing({
          reference: { kind: 'secret', name: environment.PING_SECRET },
          environment: {},
          loopback: false,
          clock,
          log,
        }),
  stores: createDynamoStoreWork(work),
  openStore: async (store) => {
    open ??= (await import('./stores/open-configured.ts')).createOpenStore({})
    return open(store)
  },
  openKept: async (task) => {
    openKept ??= (await import('./stores/kept-in.ts')).createOpenKept(inBucket)
    return openKept(task)
  },
  send: createSqsTicks({ queueUrl: environment.SHARD_QUEUE_URL }),
}
const witnesses = parseWitnesses(environment.WITNESSES)
const witness = async (options: WitnessOptions): Promise<void> => {
  const { createWitnessing } = await import('./witnessing/witnessing.ts')
  ask ??= createWitnessing({ archive, witnesses, signer, clock, log, loopback: false })
  return ask(options)
}
const handle = createRecorder(witnesses.length === 0 ? ports : { ...ports, witness }, {
  configuration,
  configurationHash: hash,
  configurationBytes: bytes,
  everyMs: Number(environment.EVERY_MINUTES) * 60_000,
  rehearseEveryMs: environment.REHEARSE_DAYS === '0' ? null : Number(environment.REHEARSE_DAYS) * 86_400_000,
})

/** One tick of the schedule, or parts of one that were handed out to shards. */
export async function handler(event: RecorderEvent, context: Context): Promise<RecorderAnswer> {
  return handle(event, context.getRemainingTimeInMillis())
}
