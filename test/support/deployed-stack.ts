import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { tickOf } from '../../infra/local/local-tick.ts'
import type { SimulatedFeldera } from '../../infra/local/simulated-feldera/server.ts'
import { watching } from '../../infra/local/watching.ts'
import { createS3Archive } from '../../lambdas/archive/s3-archive.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/work/dynamo-log-progress.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import { createPublisherPorts } from '../../lambdas/publisher/publisher-ports.ts'
import { createFeldera } from '../../lambdas/recorder/feldera/feldera.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { type AwsStub, startAwsStub } from './aws-stub.ts'
import { startInMemoryDynamoDb } from './in-memory-dynamodb.ts'
import { localS3Client } from './local-s3.ts'
import { testSigner } from './logging.ts'
import { type Overheard, startOverhearing } from './overhearing.ts'
import { startQuietFeldera } from './quiet-feldera.ts'
import { type S3Stub, startS3Stub } from './s3/s3-stub.ts'

export const BUCKET = 'archive-of-the-stack'
const ORIGIN = 'ledger.example/prod'

/** What stands in AWS after a deployment: tables, bucket, topic and outputs, filled by the recorder over a simulated Feldera. */
export interface DeployedStack {
  readonly feldera: SimulatedFeldera
  /** One run, and what its entries bring to the publisher. */
  readonly tick: () => Promise<void>
  /** The disposable table is lost, and an empty one stands in its place. */
  readonly forgetWork: () => Promise<void>
  readonly s3: S3Stub
  readonly aws: AwsStub
  /** Of the commands alone. */
  readonly overheard: Overheard
  readonly vkey: string
  /** What a command is given to find it. */
  readonly environment: { readonly [name: string]: string }
  readonly stop: () => Promise<void>
}

export async function startDeployedStack(name: string): Promise<DeployedStack> {
  const directory = mkdtempSync(join(tmpdir(), 'stack-'))
  const [database, s3] = await Promise.all([
    startInMemoryDynamoDb(),
    startS3Stub({ page: 2, buckets: [BUCKET] }),
  ])
  const outputs = {
    LedgerTableName: TABLES.ledger,
    WorkTableName: TABLES.work,
    AccessTableName: TABLES.access,
    ArchiveBucketName: BUCKET,
    NotificationsTopicArn: 'arn:aws:sns:eu-central-1:123456789012:Notifications',
    LogOrigin: ORIGIN,
    EmailText: 'true',
    ObjectLockMode: 'GOVERNANCE',
    LinkBase: 'https://ledger.example',
  }
  const { LogOrigin: _later, ...older } = outputs
  const aws = await startAwsStub({ [name]: outputs, Older: older })
  const overheard = await startOverhearing({ dynamodb: database.endpoint, s3: s3.endpoint })
  const feldera = await startQuietFeldera(directory, {
    pipelines: [{ name: 'orders', fingerprint: 14_128_757_731_148_314_856n }],
  })
  const client = localDynamoDbClient(database.endpoint)
  await createTables(client)
  const archive = createS3Archive({
    client: localS3Client(s3),
    bucket: BUCKET,
    lockMode: 'GOVERNANCE',
  })
  const { notify, ledger, overviews } = createPublisherPorts({
    client,
    tables: TABLES,
    archive,
    archiveLink: (object) => object,
    origin: ORIGIN,
    ways: {
      first: { name: 'topic', give: async () => ({ messageId: 'of the deployed publisher' }) },
      others: [],
    },
    linkBase: () => '',
    emailText: false,
    clock: systemClock,
    leaseMs: 60_000,
    log: () => {},
  })
  const signer = testSigner(ORIGIN)
  const progress = createDynamoLogProgress({ client, table: TABLES.work })
  const shared = { ledger, archive, clock: systemClock, random: Math.random }
  const reading = createFeldera({ environment: {}, clock: systemClock, random: Math.random, loopback: true })
  const ports = {
    ...shared,
    overviews,
    feldera: reading,
    log: () => {},
    sequence: (...[options, noted]: SequenceArguments) =>
      sequence({ ...shared, progress, signer }, options, noted),
  }
  const { configuration, hash, bytes } = watching(
    Buffer.from(
      JSON.stringify({
        sources: [{ name: 'prod', url: feldera.url, pipelines: ['orders'] }],
        policy: { confirmAfter: ['20ms'], lockFor: '1d' },
      }),
    ),
  )
  return {
    feldera,
    tick: async () => {
      const options = {
        configuration,
        configurationHash: hash,
        configurationBytes: bytes,
        everyMs: 60_000,
        beginUntilMs: Number.POSITIVE_INFINITY,
      }
      await tickOf(ports, options, 1)
      for (const { entry } of await ledger.readForward('prod/orders', 1, 1_000)) await takeIn(notify, entry)
    },
    forgetWork: async () => {
      await client.send(new DeleteTableCommand({ TableName: TABLES.work }))
      await createTables(client)
    },
    s3,
    aws,
    overheard,
    vkey: signer.vkey,
    environment: {
      AWS_ENDPOINT_URL_CLOUDFORMATION: aws.endpoint,
      AWS_ENDPOINT_URL_SNS: aws.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: overheard.endpoints.dynamodb,
      AWS_ENDPOINT_URL_S3: overheard.endpoints.s3,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'local',
    },
    stop: async () => {
      database.stop()
      await Promise.all([feldera.stop(), s3.stop(), aws.stop(), overheard.stop()])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

type SequenceArguments = [Parameters<typeof sequence>[1], Parameters<typeof sequence>[2]]
