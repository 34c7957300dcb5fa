import { Duration, Stack } from 'aws-cdk-lib'
import type { IRole } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { RecorderEnvironment } from '../lambdas/recorder/environment.ts'
import { createDeadLetters } from './dead-letters.ts'
import { allow, createFunction, type DeployedFunction, schedule } from './lambda-function.ts'
import {
  CHECKPOINT,
  CHECKPOINTS,
  CONFIGURATIONS,
  COPIES,
  COSIGNATURES,
  EVIDENCE,
  KEYS,
  PARTIAL_TILES,
  TILES,
  VKEY,
} from './locked-archive.ts'
import type { Settings } from './settings.ts'
import type { ShippedStore } from './shipped-configuration.ts'
import type { Storage } from './storage.ts'

interface RecorderOptions {
  readonly storage: Storage
  readonly settings: Settings
  readonly logsKey: IKey
  /** Directory of the bundle, `pipelines.json` in it. */
  readonly code: string
  readonly secrets: readonly string[]
  readonly stores: readonly ShippedStore[]
  /** Whether a store of the configuration has `keepCopy`. */
  readonly keepsCopies: boolean
}

export interface DeployedRecorder extends DeployedFunction {
  /** Parts of ticks that killed the function three times. */
  readonly shardDeadLetters: Queue
}

/** Polls on a schedule, compares, records. Reads and appends entries, locks evidence, and signs the log; it can take nothing away. */
export function createRecorder(
  scope: Construct,
  { storage, settings, code, secrets: ofSources, stores, keepsCopies, logsKey }: RecorderOptions,
): DeployedRecorder {
  const secrets = [...new Set([...ofSources, ...(settings.pingSecret === '' ? [] : [settings.pingSecret])])]
  const { queue, deadLetters } = shardQueue(scope, settings.everyMinutes)
  const environment = {
    LEDGER_TABLE: storage.ledger.tableName,
    WORK_TABLE: storage.work.tableName,
    ARCHIVE_BUCKET: storage.archive.bucketName,
    CONFIGURATION_FILE: '/var/task/pipelines.json',
    LOG_ORIGIN: settings.origin,
    LOG_KEY_ID: storage.logKey.keyArn,
    OBJECT_LOCK_MODE: settings.objectLock,
    EVERY_MINUTES: String(settings.everyMinutes),
    SHARD_QUEUE_URL: queue.queueUrl,
    PING_SECRET: settings.pingSecret,
    REHEARSE_DAYS: String(settings.rehearseDays),
    WITNESSES: settings.witnesses,
    // Where the key before was lost, it is asked for nothing.
    LOG_KEY_ID_BEFORE: settings.logKeyLost === '' ? (storage.logKeyBefore?.keyArn ?? '') : '',
    LOG_KEY_LOST: settings.logKeyLost,
  } satisfies RecorderEnvironment
  const recorder = createFunction(scope, 'Recorder', {
    description: 'Checkpoint Ledger: polls the pipelines and records what changed',
    code,
    environment: { ...environment },
    logsKey,
    timeout: timeout(settings.everyMinutes),
  })
  const { role } = recorder
  allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [storage.ledger.tableArn])
  allow(
    role,
    // DeleteItem forgets that an entry is to be looked for once it is in the log.
    ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    [storage.work.tableArn],
  )
  allow(
    role,
    ['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention'],
    [EVIDENCE, CONFIGURATIONS, TILES, CHECKPOINTS, COSIGNATURES, KEYS, CHECKPOINT, VKEY].map((name) =>
      storage.archive.arnForObjects(name),
    ),
  )
  allow(role, ['s3:PutObjectTagging'], [storage.archive.arnForObjects(PARTIAL_TILES)])
  if (keepsCopies) {
    // GetObjectRetention: a lock is prolonged, and never by one that ends sooner. AbortMultipartUpload: parts that nobody needs.
    allow(
      role,
      [
        's3:AbortMultipartUpload',
        's3:GetObject',
        's3:GetObjectRetention',
        's3:PutObject',
        's3:PutObjectRetention',
      ],
      [storage.archive.arnForObjects(COPIES)],
    )
  }
  // Without it S3 says "forbidden" of what is not there.
  allow(role, ['s3:ListBucket'], [storage.archive.bucketArn])
  const signing = [storage.logKey, ...(storage.logKeyBefore === undefined ? [] : [storage.logKeyBefore])]
  allow(
    role,
    ['kms:GetPublicKey', 'kms:Sign'],
    signing.map(({ keyArn }) => keyArn),
  )
  if (secrets.length > 0) {
    allow(
      role,
      ['secretsmanager:GetSecretValue'],
      secrets.map((secret) => secretArn(scope, secret)),
    )
  }
  for (const store of stores) allowStore(scope, role, store)
  workOffShards(scope, recorder, queue)
  schedule(scope, 'Ticks', recorder, { everyMinutes: settings.everyMinutes, kind: 'tick' })
  return { ...recorder, shardDeadLetters: deadLetters }
}

/** The ARN that a secret's name stands for: Secrets Manager adds a hyphen and six characters to it. An ARN stays as it is. */
function secretArn(scope: Construct, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const { partition, region, account } = Stack.of(scope)
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:${nameOrArn}-??????`
}

/** Listing and reading below the prefix, and nothing else: what Feldera wrote there nobody here may touch. */
function allowStore(scope: Construct, role: IRole, { bucket, prefix }: ShippedStore): void {
  const arn = `arn:${Stack.of(scope).partition}:s3:::${bucket}`
  allow(role, ['s3:GetObject'], [`${arn}/${prefix}*`])
  // Of what is not there S3 says so only to those who may list, and then no prefix is asked for.
  const below = { StringLikeIfExists: { 's3:prefix': `${prefix}*` } }
  allow(role, ['s3:ListBucket'], [arn], prefix === '' ? {} : below)
}

/**
 * Where one invocation cannot poll everything, the scheduled one sends the parts of its tick here, and as many others as
 * there are parts work them off (DESIGN §9). A part that waited for two periods is dropped by whoever gets it.
 */
function shardQueue(scope: Construct, everyMinutes: number): { queue: Queue; deadLetters: Queue } {
  const deadLetters = createDeadLetters(scope, 'ShardDeadLetters')
  const queue = new Queue(scope, 'Shards', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // Not below the function's: a part that is still being worked off must not be given to another.
    visibilityTimeout: timeout(everyMinutes),
    retentionPeriod: Duration.days(1),
    // Lambda gives a part back that it had no room for, and that counts as a try.
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
  })
  return { queue, deadLetters }
}

function workOffShards(scope: Construct, { lambda, role }: DeployedFunction, queue: Queue): void {
  allow(
    role,
    ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
    [queue.queueArn],
  )
  new EventSourceMapping(scope, 'ShardTicks', {
    target: lambda,
    eventSourceArn: queue.queueArn,
    // A part is what one invocation can do.
    batchSize: 1,
    reportBatchItemFailures: true,
  })
}

/**
 * Twice the period, so that no more than two runs overlap: they are safe together (DESIGN §4), and more would only press
 * a source that is slow already. Concurrency is not reserved for it: a new AWS account has none to give away.
 */
function timeout(everyMinutes: number): Duration {
  return Duration.minutes(Math.min(2 * everyMinutes, 5))
}
