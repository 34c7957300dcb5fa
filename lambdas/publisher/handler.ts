import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { lateArchive } from '../archive/late-archive.ts'
import { assertExactRuntime } from '../domain/exact-json.ts'
import { createJwtCheck } from './access/check-jwt.ts'
import { createKeyCheck } from './access/check-key.ts'
import { createDynamoKeys } from './access/dynamo-keys.ts'
import { createGate } from './access/gate.ts'
import { awsWays } from './aws-ways.ts'
import { issuerIn, readEnvironment } from './environment.ts'
import { createHttpApi } from './http.ts'
import { type PublisherLine, withMetric } from './log.ts'
import { createPublisher, type PublisherAnswer, type PublisherEvent } from './publisher.ts'
import { createPublisherPorts } from './publisher-ports.ts'
import { createShippedPage, SHIPPED_PAGE } from './shipped-page.ts'

// Of the minute that an invocation has: what was found by then is kept, and the next one goes on.
const REPORTS_WITHIN_MS = 40_000

assertExactRuntime()
const environment = readEnvironment(process.env)
const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'publisher'
const client = new DynamoDBClient({})
const clock = { now: () => Date.now() }
// Straight to the stream: console.log puts a prefix before the line, and then it is no embedded metric.
const log = (line: PublisherLine): void => {
  process.stdout.write(`${JSON.stringify(withMetric(line, { nowMs: Date.now(), functionName }))}\n`)
}
const bucket = environment.ARCHIVE_BUCKET
// It may write below `reports/` only.
const archive = lateArchive(async () => {
  const { openS3Archive } = await import('../archive/s3-archive.ts')
  return openS3Archive({ bucket, lockMode: environment.OBJECT_LOCK_MODE })
})
const keys = createDynamoKeys({ client, table: environment.ACCESS_TABLE })
const issuer = issuerIn(environment)
const admit = createGate({
  checkKey: createKeyCheck({ keys, clock }),
  ...(issuer === undefined ? {} : { checkJwt: createJwtCheck({ issuer, clock, log }) }),
  // Keys in an environment are for one machine: whoever may read a function's configuration would have them.
  environmentKeys: [],
})
const ports = createPublisherPorts({
  client,
  tables: { ledger: environment.LEDGER_TABLE, work: environment.WORK_TABLE },
  archive,
  archiveLink: (name) => `s3://${bucket}/${name}`,
  origin: environment.LOG_ORIGIN,
  ways: awsWays({
    topicArn: environment.TOPIC_ARN,
    chatTopicArn: environment.CHAT_TOPIC_ARN,
    eventBus: environment.EVENT_BUS,
  }),
  linkBase: () => environment.LINK_BASE,
  emailText: environment.EMAIL_TEXT === 'true',
  clock,
  leaseMs: 60_000,
  log,
})
const publisher = createPublisher({
  ...ports.notify,
  http: createHttpApi({
    ...ports,
    admit,
    log,
    page: createShippedPage(new URL(SHIPPED_PAGE, import.meta.url)),
  }),
  makeReports: async () => {
    // Rarely anything is due: no other invocation waits for this code.
    const { makeDueReports } = await import('./report/make-reports.ts')
    return makeDueReports(ports, Date.now() + REPORTS_WITHIN_MS)
  },
})

/** The ledger's stream, an HTTP request, or the sweep's schedule. */
export async function handler(event: PublisherEvent): Promise<PublisherAnswer> {
  return publisher.handle(event)
}
