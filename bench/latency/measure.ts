import { TABLES } from '../../infra/local/create-tables.ts'
import type { DataDirectory } from '../../infra/local/data-directory.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { startHttpServer } from '../../infra/local/http-server.ts'
import { ORIGIN } from '../../infra/local/log-key.ts'
import { openToThisMachine } from '../../infra/local/open-access.ts'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { logHead } from '../../lambdas/archive/log/log-reader.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { createDynamoOutbox } from '../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../../lambdas/ledger/work/dynamo-alert-index.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/work/dynamo-overviews.ts'
import { createDynamoReportDrafts } from '../../lambdas/ledger/work/dynamo-report-drafts.ts'
import { createMemoryStoreWork } from '../../lambdas/ledger/work/memory-store-work.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import type { PublisherLine } from '../../lambdas/publisher/log.ts'
import { checkpointOf, madeAt } from './made-up-entries.ts'

const ONE = '/v0/pipelines/orders'
// The first answers warm up code and connections: their time does not count.
const WARM_UP = 3

/** What is asked: first pages, and places in the middle of the history. */
function questions(entries: number): readonly (readonly [string, string])[] {
  const middle = Math.round(entries / 2)
  const at = encodeURIComponent(madeAt(middle))
  const start = encodeURIComponent(madeAt(10))
  return [
    ['history', `${ONE}/history`],
    ['history, status=missing', `${ONE}/history?status=missing`],
    ['history, to the middle', `${ONE}/history?to=${at}`],
    ['events', `${ONE}/events`],
    ['events, kind=checkpoint-missing', `${ONE}/events?kind=checkpoint-missing`],
    ['events, to the middle', `${ONE}/events?to=${at}`],
    ['history, in the first hours', `${ONE}/history?from=${start}&to=${encodeURIComponent(madeAt(100))}`],
    ['story of one in the middle', `${ONE}/history/${checkpointOf(middle).uuid}`],
    ['checkpoints', `${ONE}/checkpoints`],
    ['checkpoints, at the middle', `${ONE}/checkpoints?at=${at}`],
    ['alerts', '/v0/alerts'],
    ['alerts, state=firing', '/v0/alerts?state=firing'],
    ['runs', '/v0/runs'],
    ['pipelines', '/v0/pipelines'],
    ['metrics', '/metrics'],
  ]
}

/** Asks every question `times` times over HTTP on loopback, one after the other: a line of text for each. */
export async function measure({
  endpoint,
  data,
  entries,
  times,
}: {
  readonly endpoint: string
  readonly data: DataDirectory
  readonly entries: number
  readonly times: number
}): Promise<readonly string[]> {
  const client = localDynamoDbClient(endpoint)
  let requests = 0
  client.middlewareStack.add(
    (next) => async (given) => {
      requests += 1
      return next(given)
    },
    { step: 'initialize', name: 'counting' },
  )
  const work = { client, table: TABLES.work }
  const archive = createFileArchive({ directory: data.archive, exclusively: (doing) => doing() })
  const clock = { now: () => Date.now() }
  const log = (line: PublisherLine): void => console.error(JSON.stringify(line))
  const parts = {
    ledger: createDynamoLedger({ client, table: TABLES.ledger }),
    overviews: createDynamoOverviews(work),
    alerts: createDynamoAlertIndex(work),
    notePending: async () => {},
    clock,
    log,
  }
  const notify = {
    ...parts,
    outbox: createDynamoOutbox(work),
    publish: () => Promise.reject(new Error('nothing is told while answers are measured')),
    addressing: async () => ({ log: await logHead(archive, ORIGIN), linkBase: '', emailText: false }),
    leaseMs: 60_000,
  }
  const page = async () => ({})
  const reports = {
    watermarks: async () => new Map<string, ReadonlyMap<string, number>>(),
    drafts: createDynamoReportDrafts(work),
    archiveLink: (name: string) => name,
  }
  const api = createHttpApi({
    ...parts,
    stores: createMemoryStoreWork(),
    notify,
    archive,
    origin: ORIGIN,
    version: 'bench',
    reports,
    page,
    admit: openToThisMachine(),
  })
  const server = await startHttpServer(api, { host: '127.0.0.1', port: 0 })
  const lines: string[] = []
  for (const [name, target] of questions(entries)) {
    const took: number[] = []
    requests = 0
    for (let i = -WARM_UP; i < times; i += 1) {
      const begun = performance.now()
      const answer = await fetch(`${server.url}${target}`)
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${target}: ${answer.status}`)
      if (i >= 0) took.push(performance.now() - begun)
    }
    const sorted = took.toSorted((a, b) => a - b)
    const at = (share: number) => (sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0).toFixed(1)
    const asked = (requests / (times + WARM_UP)).toFixed(0)
    const figures = `p50 ${at(0.5)} ms\tp95 ${at(0.95)} ms\tfastest ${at(0)} ms\t${asked} requests to the database`
    lines.push(`${entries}\t${name}\t${figures}`)
  }
  await server.stop()
  return lines
}
