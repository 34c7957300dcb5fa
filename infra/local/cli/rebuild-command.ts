import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import type { VerifierKey } from '../../../lambdas/archive/log/note.ts'
import { rebuildProgress } from '../../../lambdas/audit/rebuild-progress.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import { createDynamoAlertIndex } from '../../../lambdas/ledger/dynamo-alert-index.ts'
import { createDynamoLedgerTable } from '../../../lambdas/ledger/dynamo-ledger-table.ts'
import { createDynamoLogProgress } from '../../../lambdas/ledger/dynamo-log-progress.ts'
import type { LedgerTable } from '../../../lambdas/ledger/ledger-table.ts'
import { indexAlerts } from '../../../lambdas/publisher/notify/index-alerts.ts'
import { progressBar } from './progress-bar.ts'

// Entries indexed at once; those that speak of no alert cost a read.
const CHUNK = 100

/** What is rebuilt, and from what. */
export interface Rebuilt {
  readonly client: DynamoDBClient
  /** Names of the tables, which are there. */
  readonly tables: { readonly ledger: string; readonly work: string }
  readonly archive: ArchiveReader
  /** Whose signature the archive's log must bear. */
  readonly key: VerifierKey
}

/**
 * `npm run ledger -- rebuild`: makes the disposable `work` table anew: how far the log is, from the archive; the alerts, from the
 * ledgers. The overview comes back with the next run. Repeating it changes nothing, and nobody is told anything.
 */
export async function rebuild({ client, tables, archive, key }: Rebuilt): Promise<string> {
  const work = { client, table: tables.work }
  const bar = progressBar(process.stderr)
  const size = await rebuildProgress({
    archive,
    key,
    progress: createDynamoLogProgress(work),
    onProgress: (done, of) => bar.show('entries', done, of),
  }).finally(bar.end)
  const alerts = await reindexed(
    createDynamoLedgerTable({ client, table: tables.ledger }),
    createDynamoAlertIndex(work),
  )
  return `the log has ${size} entries; ${alerts} entries that speak of alerts are indexed anew`
}

async function reindexed(table: LedgerTable, index: Parameters<typeof indexAlerts>[0]): Promise<number> {
  let indexed = 0
  for await (const name of table.names()) {
    let waiting: Entry[] = []
    const flush = async (): Promise<void> => {
      await indexAlerts(index, ...waiting)
      indexed += waiting.length
      waiting = []
    }
    for await (const row of table.entries(name)) {
      if (row.kind === 'damaged') throw new Error(`${name} ${row.seq}: ${row.problem}`)
      if (row.entry.events.some(({ kind }) => kind.startsWith('alert-'))) waiting.push(row.entry)
      if (waiting.length >= CHUNK) await flush()
    }
    await flush()
  }
  return indexed
}
