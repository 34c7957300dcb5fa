import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { emptyLog } from '../archive/empty-log.ts'
import { assertExactRuntime } from '../domain/exact-json.ts'
import { VERSION } from '../domain/version.ts'
import { createDynamoAlertIndex } from '../ledger/dynamo-alert-index.ts'
import { createDynamoLedger } from '../ledger/dynamo-ledger.ts'
import { createDynamoOutbox } from '../ledger/dynamo-outbox.ts'
import { createDynamoOverviews } from '../ledger/dynamo-overviews.ts'
import { readEnvironment } from './environment.ts'
import { createHttpApi } from './http.ts'
import { type PublisherLine, withMetric } from './log.ts'
import { createPublisher, type PublisherAnswer, type PublisherEvent } from './publisher.ts'
import { createSnsPublish } from './sns.ts'

assertExactRuntime()
const environment = readEnvironment(process.env)
const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'publisher'
const client = new DynamoDBClient({})
const work = { client, table: environment.WORK_TABLE }
const clock = { now: () => Date.now() }
// Straight to the stream: console.log puts a prefix before the line, and then it is no embedded metric.
const log = (line: PublisherLine): void => {
  process.stdout.write(`${JSON.stringify(withMetric(line, { nowMs: Date.now(), functionName }))}\n`)
}
const logHead = async () => emptyLog(environment.LOG_ORIGIN)
const alerts = createDynamoAlertIndex(work)
const ledger = createDynamoLedger({ client, table: environment.LEDGER_TABLE })
const overviews = createDynamoOverviews(work)
const publisher = createPublisher({
  alerts,
  ledger,
  overviews,
  outbox: createDynamoOutbox(work),
  publish: createSnsPublish({ topicArn: environment.TOPIC_ARN, config: {} }),
  addressing: async () => ({
    log: await logHead(),
    linkBase: environment.LINK_BASE,
    emailText: environment.EMAIL_TEXT === 'true',
  }),
  http: createHttpApi({
    ledger,
    overviews,
    alerts,
    logHead,
    version: VERSION,
    clock,
    log,
  }),
  clock,
  leaseMs: 60_000,
  log,
})

/** The ledger's stream, an HTTP request, or the sweep's schedule. */
export async function handler(event: PublisherEvent): Promise<PublisherAnswer> {
  return publisher.handle(event)
}
