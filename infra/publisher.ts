import { Duration, Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Construct } from 'constructs'
import { EVENT_SOURCE, type PublisherEnvironment } from '../lambdas/publisher/environment.ts'
import { allow, createFunction, type DeployedFunction, schedule } from './lambda-function.ts'
import { REPORTS } from './locked-archive.ts'
import type { Settings } from './settings.ts'
import { ALERTS_BY_STATE, type Storage } from './storage.ts'
import type { Topics } from './topics.ts'

type JwtEnvironment = Pick<PublisherEnvironment, Extract<keyof PublisherEnvironment, `JWT_${string}`>>

interface PublisherOptions {
  readonly storage: Storage
  readonly topics: Topics
  readonly settings: Settings
  readonly logsKey: IKey
  /** Directory of the bundle. */
  readonly code: string
}

/** Announces what the ledger's stream brings, sweeps what was left, and answers the HTTP API. Of the ledger it reads, and appends what people do. */
export function createPublisher(
  scope: Construct,
  { storage, topics, settings, code, logsKey }: PublisherOptions,
): DeployedFunction {
  const environment = {
    LEDGER_TABLE: storage.ledger.tableName,
    WORK_TABLE: storage.work.tableName,
    ACCESS_TABLE: storage.access.tableName,
    ARCHIVE_BUCKET: storage.archive.bucketName,
    TOPIC_ARN: topics.notifications.topicArn,
    CHAT_TOPIC_ARN: topics.chat?.topicArn ?? '',
    EVENT_BUS: settings.eventBus,
    LOG_ORIGIN: settings.origin,
    LINK_BASE: settings.linkBase,
    EMAIL_TEXT: emailText(settings),
    ...jwtEnvironment(settings),
    OBJECT_LOCK_MODE: settings.objectLock,
  } satisfies PublisherEnvironment
  const publisher = createFunction(scope, 'Publisher', {
    description: 'Checkpoint Ledger: announces alerts and answers for the history',
    code,
    environment: { ...environment },
    logsKey,
    // Not above the lease of an announcement (60 s): who let a claim run out must be dead when another takes it.
    timeout: Duration.minutes(1),
  })
  const { role } = publisher
  // PutItem: acknowledgements and holds are entries. Nothing there is ever updated or deleted.
  allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [storage.ledger.tableArn])
  allow(
    role,
    // DeleteItem takes what was announced off the list of what is due.
    ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    [storage.work.tableArn, `${storage.work.tableArn}/index/${ALERTS_BY_STATE}`],
  )
  // Looks keys up, one by one. They are made and revoked with an operator's own credentials, never by what they guard.
  allow(role, ['dynamodb:GetItem'], [storage.access.tableArn])
  // Every message names the newest signed log, and so do some answers; attestations carry evidence and proofs.
  allow(role, ['s3:GetObject'], [storage.archive.arnForObjects('*')])
  allow(role, ['s3:ListBucket'], [storage.archive.bucketArn])
  allow(role, ['s3:PutObject', 's3:PutObjectRetention'], [storage.archive.arnForObjects(REPORTS)])
  allow(
    role,
    ['sns:Publish'],
    [topics.notifications, ...(topics.chat === undefined ? [] : [topics.chat])].map(
      ({ topicArn }) => topicArn,
    ),
  )
  if (settings.eventBus !== '') {
    // In our own name only: rules of others believe what a source says of itself.
    allow(role, ['events:PutEvents'], [busArn(scope, settings.eventBus)], {
      StringEquals: { 'events:source': EVENT_SOURCE },
    })
  }
  allow(role, ['kms:Decrypt', 'kms:GenerateDataKey'], [topics.key.keyArn])
  followLedger(scope, publisher, storage)
  // Independent of the stream: what it did not bring, or a dead publisher left, is announced within a minute.
  schedule(scope, 'Sweeps', publisher, { everyMinutes: 1, kind: 'sweep' })
  // Mostly it finds nothing to do. On the first of a month it makes the last month's report, over as many ticks as that takes.
  schedule(scope, 'Reports', publisher, { everyMinutes: 5, kind: 'report' })
  return publisher
}

/** The ARN that a bus's name stands for. An ARN stays as it is. */
function busArn(scope: Construct, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const { partition, region, account } = Stack.of(scope)
  return `arn:${partition}:events:${region}:${account}:event-bus/${nameOrArn}`
}

/** Messages carry a text for people where the stack mails to any. */
export function emailText({ emails }: Pick<Settings, 'emails'>): PublisherEnvironment['EMAIL_TEXT'] {
  return emails.length > 0 ? 'true' : 'false'
}

function jwtEnvironment({ jwt }: Settings): JwtEnvironment {
  return {
    JWT_ISSUER: jwt?.issuer ?? '',
    JWT_AUDIENCE: jwt?.audience ?? '',
    JWT_ROLE_CLAIM: jwt?.roleClaim ?? '',
    JWT_ROLES: jwt?.roles ?? '',
  }
}

function followLedger(
  scope: Construct,
  { lambda, deadLetters }: DeployedFunction,
  { ledger }: Storage,
): void {
  const eventSourceArn = ledger.tableStreamArn
  if (eventSourceArn === undefined) throw new Error('the ledger has no stream')
  ledger.grantStreamRead(lambda)
  new EventSourceMapping(scope, 'LedgerStream', {
    target: lambda,
    eventSourceArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    parallelizationFactor: 1,
    reportBatchItemFailures: true,
    // The defaults, to retry without end, let one poison record block its shard until the stream forgets it.
    bisectBatchOnError: true,
    retryAttempts: 10,
    // Half of the stream's memory (24 h): what is given up is a dead letter while the stream still holds the record.
    maxRecordAge: Duration.hours(12),
    onFailure: new SqsDlq(deadLetters),
  })
}
