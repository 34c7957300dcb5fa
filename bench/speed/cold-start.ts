import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, bundleSizeBytes } from '../../infra/bundle.ts'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { startInMemoryDynamoDb } from '../../test/support/in-memory-dynamodb.ts'
import { startS3Stub } from '../../test/support/s3-stub.ts'
import { type BenchOptions, medianOf, type Section, spread } from './figures.ts'
import { startKmsStub } from './kms-stub.ts'
import { startOneSource } from './one-source.ts'

/** From the start of a process to its first answer under as little of a Lambda runtime as there can be. */

interface Start {
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssBytes: number
}
interface Contender {
  readonly name: string
  readonly directory: string
  readonly event: object
}

const LOOP = join(import.meta.dirname, 'runtime-loop.mjs')
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
  const [dynamodb, s3, kms] = [await startInMemoryDynamoDb(), await startS3Stub(), await startKmsStub()]
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
  const contenders: readonly Contender[] = [
    { name: 'an empty handler', directory: empty, event: {} },
    { name: 'recorder: a tick', directory: built('recorder'), event: { kind: 'tick' } },
    { name: 'publisher: a sweep', directory: built('publisher'), event: { kind: 'sweep' } },
    { name: 'publisher: `GET /healthz`', directory: join(directory, 'publisher'), event: HTTP_EVENT },
  ]
  const environment = {
    ...ENVIRONMENT,
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
  }
  const times = isQuick ? 3 : 15
  const took = await inTurns(contenders, environment, times).finally(dynamodb.stop)
  const of = (contender: Contender, what: keyof Start): readonly number[] =>
    (took.get(contender) ?? []).map((start) => start[what])
  const [floor] = contenders
  if (floor === undefined) throw new Error('nothing to compare with')
  const rows = contenders.map((contender) => [
    contender.name,
    spread(of(contender, 'wallMs')),
    (medianOf(of(contender, 'wallMs')) - medianOf(of(floor, 'wallMs'))).toFixed(0),
    spread(of(contender, 'cpuMs')),
    (medianOf(of(contender, 'cpuMs')) - medianOf(of(floor, 'cpuMs'))).toFixed(0),
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
      'RSS',
      'parsed',
    ],
    rows,
    note: `${times} starts of each in turns. The recorder's first answer is a whole tick: tables, its source's list, a poll, evidence, its entry and the signed log, over a source, the embedded DynamoDB and stubs of S3 and KMS on this machine.`,
  }
}

async function inTurns(contenders: readonly Contender[], environment: NodeJS.ProcessEnv, times: number) {
  const took = new Map<Contender, Start[]>()
  for (let i = -1; i < times; i += 1) {
    for (const contender of contenders) {
      const start = await started(contender, environment)
      if (i >= 0) took.set(contender, [...(took.get(contender) ?? []), start])
    }
  }
  return took
}

async function started(
  { name, directory, event }: Contender,
  environment: NodeJS.ProcessEnv,
): Promise<Start> {
  const begun = performance.now()
  const child = spawn(process.execPath, [LOOP, join(directory, 'index.mjs'), JSON.stringify(event)], {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (said: { readonly cpuUs: number; readonly rssBytes: number }) => {
      resolve({ wallMs: performance.now() - begun, cpuMs: said.cpuUs / 1_000, rssBytes: said.rssBytes })
      child.kill()
    })
    child.once('exit', () => reject(new Error(`${name} has ended without an answer`)))
  })
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
