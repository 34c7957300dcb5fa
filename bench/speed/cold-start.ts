import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, bundleSizeBytes } from '../../infra/bundle.ts'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { startInMemoryDynamoDb } from '../../test/support/in-memory-dynamodb.ts'
import { startS3Stub } from '../../test/support/s3/s3-stub.ts'
import { type BenchOptions, medianOf, type Section, spread } from './figures.ts'
import { startKmsStub } from './kms-stub.ts'
import { startOneSource } from './one-source.ts'
import { type Contender, inTurns, type Start, started } from './starts.ts'

/** From the start of a process to its first answer under as little of a Lambda runtime as there can be. */

const PIPELINE = 'orders'
const HTTP_EVENT = {
  version: '2.0',
  rawPath: '/healthz',
  rawQueryString: '',
  headers: {},
  requestContext: { http: { method: 'GET', path: '/healthz' } },
  isBase64Encoded: false,
}

export async function coldStart({ isQuick }: BenchOptions): Promise<Section> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-cold-'))
  const [dynamodb, s3, kms] = [
    await startInMemoryDynamoDb(),
    await startS3Stub({ page: 2, buckets: ['archive'] }),
    await startKmsStub(),
  ]
  await createTables(localDynamoDbClient(dynamodb.endpoint))
  const source = await startOneSource(PIPELINE)
  if (source === undefined)
    throw new Error('this machine has no address but loopback, which a deployed recorder does not ask')
  const sources = [{ name: 'prod', url: source.url, allowHttp: true, pipelines: [PIPELINE] }]
  const beside = [{ name: 'pipelines.json', bytes: Buffer.from(JSON.stringify({ sources })) }]
  const built = (name: string): string => {
    const into = join(directory, name)
    bundle(`lambdas/${name}/handler.ts`, into, name === 'recorder' ? beside : [])
    return into
  }
  const empty = join(directory, 'empty')
  writeFileSync(join(directory, 'empty.mjs'), 'export const handler = async () => undefined\n')
  bundle(join(directory, 'empty.mjs'), empty, [])
  const environment = {
    ...ENVIRONMENT,
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
  }
  const tick = { name: 'recorder: a tick', directory: built('recorder'), event: { kind: 'tick' } }
  const sweep = { name: 'publisher: a sweep', directory: built('publisher'), event: { kind: 'sweep' } }
  const health = { name: 'publisher: `GET /healthz`', directory: sweep.directory, event: HTTP_EVENT }
  const bare = join(directory, 'bare')
  bundle('bench/speed/bare-clients.ts', bare, [])
  /** Nothing but the requests of another, which is behind its own first start: that one finds nothing. */
  const requestsOf = async (name: string, other: Contender): Promise<Contender> => {
    await started(other, environment)
    const { requests } = await started(other, environment)
    return { name, directory: bare, event: { requests } }
  }
  const contenders: readonly Contender[] = [
    { name: 'an empty handler', directory: empty, event: {} },
    await requestsOf('bare clients: the requests of `GET /healthz`', health),
    await requestsOf('bare clients: the requests of a tick', tick),
    tick,
    sweep,
    health,
  ]
  const times = isQuick ? 3 : 15
  const took = await inTurns(contenders, environment, times).finally(dynamodb.stop)
  const of = (contender: Contender, what: Exclude<keyof Start, 'requests'>): readonly number[] =>
    (took.get(contender) ?? []).map((start) => start[what])
  const sent = (contender: Contender): number =>
    medianOf((took.get(contender) ?? []).map(({ requests }) => sum(Object.values(requests))))
  const [floor] = contenders
  if (floor === undefined) throw new Error('nothing to compare with')
  const rows = contenders.map((contender) => [
    contender.name,
    spread(of(contender, 'wallMs')),
    (medianOf(of(contender, 'wallMs')) - medianOf(of(floor, 'wallMs'))).toFixed(0),
    spread(of(contender, 'cpuMs')),
    (medianOf(of(contender, 'cpuMs')) - medianOf(of(floor, 'cpuMs'))).toFixed(0),
    sent(contender).toFixed(0),
    (medianOf(of(contender, 'firstRequestCpuMs')) - medianOf(of(floor, 'cpuMs'))).toFixed(0),
    `${(medianOf(of(contender, 'rssBytes')) / 1024 ** 2).toFixed(0)} MiB`,
    `${(bundleSizeBytes(contender.directory) / 1_000).toFixed(0)} kB`,
  ])
  await Promise.all([s3.stop(), kms.stop(), source.stop()])
  rmSync(directory, { recursive: true })
  return {
    title: '(d) Cold start',
    columns: [
      'process start to first answer',
      'wall time, ms',
      'over the empty one, ms',
      'CPU, ms',
      'over the empty one, ms',
      'requests',
      'until the first one is sent, CPU over the empty one, ms',
      'RSS',
      'parsed',
    ],
    rows,
    note: `${times} starts of each in turns. The recorder's first answer is a whole tick: tables, its source's list, a poll, evidence, its entry and the signed log, over a source, the embedded DynamoDB and stubs of S3 and KMS on this machine. *Bare clients* send as many requests to each of them, and nothing else, through the AWS SDK: what is over that is ours.`,
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}

const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  LEDGER_TABLE: TABLES.ledger,
  WORK_TABLE: TABLES.work,
  ACCESS_TABLE: TABLES.access,
  ARCHIVE_BUCKET: 'archive',
  CONFIGURATION_FILE: 'pipelines.json',
  OBJECT_LOCK_MODE: 'COMPLIANCE',
  SHARD_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/shards',
  EVERY_MINUTES: '1',
  REHEARSE_DAYS: '0',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:notifications',
  LOG_ORIGIN: 'example.com/log',
  LOG_KEY_ID: 'key',
  LINK_BASE: '',
  EMAIL_TEXT: 'false',
  JWT_ISSUER: '',
  JWT_AUDIENCE: '',
  JWT_ROLE_CLAIM: '',
  JWT_ROLES: '',
}
