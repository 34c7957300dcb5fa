import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { logHead } from '../../lambdas/archive/log/log-reader.ts'
import type { Witness } from '../../lambdas/archive/log/notes/witness-text.ts'
import { saidForks } from '../../lambdas/archive/said-forks.ts'
import type { Entry } from '../../lambdas/domain/entry.ts'
import type { LogHead, Message } from '../../lambdas/domain/telling/message.ts'
import type { Admit } from '../../lambdas/publisher/access/caller.ts'
import { type CheckKey, createKeyCheck } from '../../lambdas/publisher/access/check-key.ts'
import { createDynamoKeys } from '../../lambdas/publisher/access/dynamo-keys.ts'
import type { Keys } from '../../lambdas/publisher/access/keys.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import type { PublisherLog } from '../../lambdas/publisher/log.ts'
import { createPublisher } from '../../lambdas/publisher/publisher.ts'
import { createPublisherPorts } from '../../lambdas/publisher/publisher-ports.ts'
import type { MakingPorts } from '../../lambdas/publisher/report/make-reports.ts'
import type { RecorderLog } from '../../lambdas/recorder/log.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { createTables, TABLES } from './create-tables.ts'
import type { DataDirectory } from './data-directory.ts'
import { withLock } from './directory-lock.ts'
import { localDynamoDbClient, localStreamsClient } from './dynamodb-client.ts'
import { createLocalPage } from './local-page.ts'
import { createLocalRecorder, type LocalRecorder } from './local-recorder.ts'
import { ORIGIN } from './log-key.ts'
import { createNotificationsFile } from './notifications-file.ts'
import { settled } from './settling.ts'
import { createDelivery } from './stream-delivery.ts'
import { createStreamPump } from './stream-pump.ts'

// Replacing one small file, or writing a line, takes milliseconds.
const REPLACE_WITHIN_MS = 10_000
// A line in a file takes no time; what a killed process had claimed must not hold up the next for long.
const LEASE_MS = 5_000

export interface LocalSystem extends Pick<LocalRecorder, 'tick' | 'checkStores'> {
  /** Brings all that was recorded to the publisher; false where something must be tried again. */
  readonly publish: () => Promise<boolean>
  /** As `publish`, and tells what was left over as well: afterwards nothing is untold, or it rejects. */
  readonly settle: () => Promise<void>
  readonly sweep: () => Promise<void>
  /** The report of the last month, if it is due, and those that people asked for. */
  readonly reports: () => Promise<void>
  readonly http: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>
  /** What commands act through, as the HTTP API does. */
  readonly ports: MakingPorts
  readonly keys: Keys
  readonly logHead: () => Promise<LogHead>
}

export interface LocalSystemOptions {
  readonly endpoint: string
  readonly data: DataDirectory
  readonly environment: { readonly [name: string]: string | undefined }
  /** Base of the links in notifications; read when one is sent, since the port may be chosen late. */
  readonly linkBase: () => string
  /** Who is let in to the HTTP API, given what checks the keys of this data directory. */
  readonly admitting: (checkKey: CheckKey) => Admit
  readonly onEntry: (entry: Entry) => void
  readonly onMessage: (message: Message) => void
  readonly log: RecorderLog & PublisherLog
  /** Who cosigns the log. */
  readonly witnesses: readonly Witness[]
}

/** The recorder and the publisher on one machine: the code that runs in AWS, over DynamoDB's protocol and a folder. */
export async function createLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const { data, log } = options
  const client = localDynamoDbClient(options.endpoint)
  await createTables(client)
  const archive = saidForks(
    createFileArchive({
      directory: data.archive,
      exclusively: (work) => withLock(data.archiveLock, REPLACE_WITHIN_MS, work),
    }),
    (object) => log({ name: 'archive-forked', object }),
  )
  const toFile = createNotificationsFile({
    path: data.notifications,
    exclusively: (work) => withLock(data.notificationsLock, REPLACE_WITHIN_MS, work),
  })
  const ports = createPublisherPorts({
    client,
    tables: TABLES,
    archive,
    archiveLink: (name) => pathToFileURL(join(data.archive, name)).href,
    origin: ORIGIN,
    ways: {
      first: {
        name: 'file',
        give: async (message) => {
          const receipt = await toFile(message)
          options.onMessage(message)
          return receipt
        },
      },
      others: [],
    },
    linkBase: options.linkBase,
    emailText: false,
    clock: systemClock,
    leaseMs: LEASE_MS,
    log,
  })
  const { ledger, overviews, notify } = ports
  const keys = createDynamoKeys({ client, table: TABLES.access })
  const admit = options.admitting(createKeyCheck({ keys, clock: systemClock }))
  const publisher = createPublisher({
    ...notify,
    http: createHttpApi({ ...ports, admit, log, page: createLocalPage() }),
    makeReports: async () => {
      // Rarely anything is due: nothing that starts waits for this code.
      const { makeDueReports } = await import('../../lambdas/publisher/report/make-reports.ts')
      return makeDueReports(ports, Number.POSITIVE_INFINITY)
    },
  })
  const recorder = createLocalRecorder({
    client,
    ledger,
    overviews,
    archive,
    data,
    environment: options.environment,
    witnesses: options.witnesses,
    log,
  })
  const pump = createStreamPump({
    dynamodb: client,
    streams: localStreamsClient(options.endpoint),
    table: TABLES.ledger,
    positionFile: data.streamPosition,
    deliver: createDelivery({
      stream: publisher.stream,
      deadLetters: data.deadLetters,
      onEntry: options.onEntry,
      log,
    }),
  })
  return {
    tick: recorder.tick,
    checkStores: recorder.checkStores,
    publish: pump.drain,
    settle: async () => {
      await recorder.witnessed()
      await settled({
        publish: pump.drain,
        sweepAll: () => publisher.sweep({ kind: 'sweep', olderThanMs: 0 }),
        unsent: async () => (await notify.outbox.unsent()).due.length,
      })
    },
    sweep: () => publisher.sweep({ kind: 'sweep' }),
    reports: publisher.reports,
    http: publisher.http,
    ports,
    keys,
    logHead: () => logHead(archive, ORIGIN),
  }
}
