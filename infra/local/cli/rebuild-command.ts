import { createFileArchiveReader } from '../../../lambdas/archive/file-archive-reader.ts'
import { parseVkey } from '../../../lambdas/archive/log/note.ts'
import { rebuildProgress } from '../../../lambdas/audit/rebuild-progress.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import { createDynamoAlertIndex } from '../../../lambdas/ledger/dynamo-alert-index.ts'
import { createDynamoLedgerTable } from '../../../lambdas/ledger/dynamo-ledger-table.ts'
import { createDynamoLogProgress } from '../../../lambdas/ledger/dynamo-log-progress.ts'
import type { LedgerTable } from '../../../lambdas/ledger/ledger-table.ts'
import { indexAlerts } from '../../../lambdas/publisher/notify/index-alerts.ts'
import { createTables, TABLES } from '../create-tables.ts'
import type { DataDirectory } from '../data-directory.ts'
import { localDynamoDbClient } from '../dynamodb-client.ts'
import { ORIGIN } from '../local-system.ts'
import { localSigner } from '../log-key.ts'
import { progressBar } from './progress-bar.ts'

// Entries indexed at once; those that speak of no alert cost a read.
const CHUNK = 100

/**
 * `npm run ledger -- rebuild`: makes the disposable `work` table anew: how far the log is, from the archive; the alerts, from the
 * ledgers. The overview comes back with the next run. Repeating it changes nothing, and nobody is told anything.
 */
export async function rebuild(endpoint: string, data: DataDirectory): Promise<string> {
  const client = localDynamoDbClient(endpoint)
  await createTables(client)
  const work = { client, table: TABLES.work }
  const bar = progressBar(process.stderr)
  const { vkey } = localSigner(data, ORIGIN)
  const size = await rebuildProgress({
    archive: createFileArchiveReader({ directory: data.archive }),
    key: parseVkey(vkey),
    progress: createDynamoLogProgress(work),
    onProgress: (done, of) => bar.show('entries', done, of),
  }).finally(bar.end)
  const alerts = await reindexed(
    createDynamoLedgerTable({ client, table: TABLES.ledger }),
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
