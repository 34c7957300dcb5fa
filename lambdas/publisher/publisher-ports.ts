import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Archive } from '../archive/archive.ts'
import { logHead } from '../archive/log/log-reader.ts'
import type { Clock } from '../domain/clock.ts'
import { VERSION } from '../domain/version.ts'
import { createDynamoLedger } from '../ledger/dynamo-ledger.ts'
import { createDynamoOutbox } from '../ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../ledger/work/dynamo-alert-index.ts'
import { createDynamoLogProgress } from '../ledger/work/dynamo-log-progress.ts'
import { createDynamoOverviews } from '../ledger/work/dynamo-overviews.ts'
import { createDynamoReportDrafts } from '../ledger/work/dynamo-report-drafts.ts'
import { createDynamoStoreWork } from '../ledger/work/dynamo-store-work.ts'
import type { PublisherLog } from './log.ts'
import type { MakingPorts } from './report/make-reports.ts'
import { createWays, type Way } from './ways.ts'

/** Where a publisher stands: the function in AWS, a server or a command on one machine, or a command at a deployed stack. */
export interface PublisherPlace {
  readonly client: DynamoDBClient
  /** Names of the tables. */
  readonly tables: { readonly ledger: string; readonly work: string }
  readonly archive: Archive
  /** Where a name of the archive is found from outside. */
  readonly archiveLink: (name: string) => string
  /** The log's name. */
  readonly origin: string
  /** Where messages go; the first gives the receipt. */
  readonly ways: { readonly first: Way; readonly others: readonly Way[] }
  /** Base of the links in notifications, without a trailing slash; empty: no link. */
  readonly linkBase: () => string
  /** Messages carry a text for people beside the JSON. */
  readonly emailText: boolean
  readonly clock: Pick<Clock, 'now'>
  /** As long as a few publishes may take (NotifyPorts). */
  readonly leaseMs: number
  readonly log: PublisherLog
}

/** The publisher's parts over DynamoDB. Nothing is read, made or written by putting them together. */
export function createPublisherPorts(place: PublisherPlace): MakingPorts {
  const { client, tables, archive, archiveLink, origin, clock } = place
  const work = { client, table: tables.work }
  const ledger = createDynamoLedger({ client, table: tables.ledger })
  const [overviews, alerts] = [createDynamoOverviews(work), createDynamoAlertIndex(work)]
  const outbox = createDynamoOutbox(work)
  const { notePending, watermarks } = createDynamoLogProgress(work)
  return {
    ledger,
    overviews,
    alerts,
    stores: createDynamoStoreWork(work),
    archive,
    origin,
    notePending,
    reports: { watermarks, drafts: createDynamoReportDrafts(work), archiveLink },
    version: VERSION,
    clock,
    notify: {
      alerts,
      ledger,
      overviews,
      notePending,
      outbox,
      publish: createWays(place.ways.first, place.ways.others, { outbox, clock }),
      addressing: async () => ({
        log: await logHead(archive, origin),
        linkBase: place.linkBase(),
        emailText: place.emailText,
      }),
      clock,
      leaseMs: place.leaseMs,
      log: place.log,
    },
  }
}
