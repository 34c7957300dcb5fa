import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { logHead } from '../../lambdas/archive/log/log-reader.ts'
import type { Witness } from '../../lambdas/archive/log/witness-text.ts'
import { saidForks } from '../../lambdas/archive/said-forks.ts'
import type { Entry } from '../../lambdas/domain/entry.ts'
import type { LogHead, Message } from '../../lambdas/domain/message.ts'
import { watchedRows } from '../../lambdas/domain/overview.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/dynamo-log-progress.ts'
import { createDynamoStoreWork } from '../../lambdas/ledger/dynamo-store-work.ts'
import type { Admit } from '../../lambdas/publisher/access/caller.ts'
import { type CheckKey, createKeyCheck } from '../../lambdas/publisher/access/check-key.ts'
import { createDynamoKeys } from '../../lambdas/publisher/access/dynamo-keys.ts'
import type { Keys } from '../../lambdas/publisher/access/keys.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import type { PublisherLog } from '../../lambdas/publisher/log.ts'
import { createPublisher } from '../../lambdas/publisher/publisher.ts'
import { createPublisherPorts } from '../../lambdas/publisher/publisher-ports.ts'
import type { MakingPorts } from '../../lambdas/publisher/report/make-reports.ts'
import type { Configuration } from '../../lambdas/recorder/configuration.ts'
import { createFeldera } from '../../lambdas/recorder/feldera/feldera.ts'
import type { RecorderLog } from '../../lambdas/recorder/log.ts'
import type { RunResult } from '../../lambdas/recorder/run-result.ts'
import type { Noted } from '../../lambdas/recorder/sequencing/noted-ledger.ts'
import { type SequenceOptions, sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { checkStores } from '../../lambdas/recorder/stores/check-stores.ts'
import type { OpenKept } from '../../lambdas/recorder/stores/kept-in.ts'
import { createOpenStore } from '../../lambdas/recorder/stores/open-configured.ts'
import type { StoresResult } from '../../lambdas/recorder/stores/stores-entry.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { createWitnessing } from '../../lambdas/recorder/witnessing/witnessing.ts'
import { keptInFiles } from '../../lambdas/stores/keeping/kept-places.ts'
import { createTables, TABLES } from './create-tables.ts'
import type { DataDirectory } from './data-directory.ts'
import { withLock } from './directory-lock.ts'
import { localDynamoDbClient, localStreamsClient } from './dynamodb-client.ts'
import { inBackground } from './in-background.ts'
import { createLocalPage } from './local-page.ts'
import { tickOf } from './local-tick.ts'
import { localSigner, signerBefore } from './log-key.ts'
import { createNotificationsFile } from './notifications-file.ts'
import { createDelivery } from './stream-delivery.ts'
import { createStreamPump } from './stream-pump.ts'

export const ORIGIN = 'localhost/checkpoint-ledger'
// Enough for what another process has claimed and is sending this moment.
const SETTLE_WITHIN_MS = 10_000
// Replacing one small file, or writing a line, takes milliseconds.
const REPLACE_WITHIN_MS = 10_000
// A line in a file takes no time; what a killed process had claimed must not hold up the next for long.
const LEASE_MS = 5_000

export interface LocalSystem {
  /** One run of the recorder. */
  readonly tick: (watched: {
    readonly configuration: Configuration
    /** Its bytes, and their SHA-256 (hex). */
    readonly bytes: Uint8Array
    readonly hash: string
    /** The schedule's period; null where there is none. */
    readonly everyMs: number | null
    /** In how many shards, which run side by side. */
    readonly shards: number
  }) => Promise<RunResult>
  /** The stores that are due, of all pipelines that were watched last; undefined where none was. */
  readonly checkStores: (configuration: Configuration) => Promise<StoresResult | undefined>
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
  const progress = createDynamoLogProgress({ client, table: TABLES.work })
  const signer = localSigner(data, ORIGIN)
  const before = signerBefore(data, ORIGIN)
  const sequencing = {
    ledger,
    archive,
    progress,
    signer,
    clock: systemClock,
    random: Math.random,
    ...(before === undefined ? {} : { before }),
  }
  const witnessing = inBackground(
    createWitnessing({
      archive,
      witnesses: options.witnesses,
      signer: async () => signer,
      clock: systemClock,
      log,
      loopback: true,
    }),
  )
  const feldera = createFeldera({
    environment: options.environment,
    clock: systemClock,
    random: Math.random,
    loopback: true,
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
  const recording = {
    ledger,
    archive,
    clock: systemClock,
    random: Math.random,
    log,
    sequence: (options: SequenceOptions, noted: Noted) => sequence(sequencing, options, noted),
  }
  const openStore = createOpenStore(options.environment)
  const openKept: OpenKept = async ({ pipeline }) => {
    const places = keptInFiles(data.archive, pipeline)
    return places === undefined ? undefined : { places, storeInS3: null }
  }
  return {
    tick: ({ configuration, hash, bytes, everyMs, shards }) =>
      tickOf(
        {
          ...recording,
          overviews,
          feldera,
          ...(options.witnesses.length === 0 ? {} : { witness: witnessing.begin }),
        },
        {
          configuration,
          configurationHash: hash,
          configurationBytes: bytes,
          everyMs,
          beginUntilMs: Number.POSITIVE_INFINITY,
        },
        shards,
      ),
    checkStores: async (configuration) =>
      checkStores(
        { ...recording, stores: createDynamoStoreWork({ client, table: TABLES.work }), openStore, openKept },
        {
          configuration,
          shard: '0',
          pipelines: watchedRows(await overviews.all()),
          endMs: Number.POSITIVE_INFINITY,
        },
      ),
    publish: pump.drain,
    settle: async () => {
      await witnessing.ended()
      for (const until = Date.now() + SETTLE_WITHIN_MS; ; ) {
        const drained = await pump.drain()
        let refusal: unknown
        await publisher.sweep({ kind: 'sweep', olderThanMs: 0 }).catch((error: unknown) => {
          refusal = error
        })
        const left = (await notify.outbox.unsent()).due
        if (drained && left.length === 0) return
        if (Date.now() >= until)
          throw new Error(`${left.length} announcements are not sent`, { cause: refusal })
        await systemClock.sleep(100)
      }
    },
    sweep: () => publisher.sweep({ kind: 'sweep' }),
    reports: publisher.reports,
    http: publisher.http,
    ports,
    keys,
    logHead: () => logHead(archive, ORIGIN),
  }
}
