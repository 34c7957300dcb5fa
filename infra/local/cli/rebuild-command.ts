import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import type { LogKeys } from '../../../lambdas/archive/log/notes/log-keys.ts'
import type { VerifierKey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { rebuildProgress } from '../../../lambdas/audit/restoring/rebuild-progress.ts'
import { restoreEntries } from '../../../lambdas/audit/restoring/restore-entries.ts'
import { createFindings } from '../../../lambdas/audit/verifying/findings.ts'
import { keyFor } from '../../../lambdas/audit/verifying/whose-key.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import { createDynamoLedger } from '../../../lambdas/ledger/dynamo-ledger.ts'
import { createDynamoLedgerTable } from '../../../lambdas/ledger/dynamo-ledger-table.ts'
import type { LedgerTable } from '../../../lambdas/ledger/ledger-table.ts'
import { createDynamoOutbox } from '../../../lambdas/ledger/outbox/dynamo-outbox.ts'
import { createDynamoAlertIndex } from '../../../lambdas/ledger/work/dynamo-alert-index.ts'
import { createDynamoLogProgress } from '../../../lambdas/ledger/work/dynamo-log-progress.ts'
import { indexAlerts } from '../../../lambdas/publisher/notify/index-alerts.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'
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
  /** The ledgers as well, where their table was lost. */
  readonly entries: boolean
}

/**
 * `npm run ledger -- rebuild`: makes the disposable `work` table anew: how far the log is, from the archive; the alerts, from the
 * ledgers. With `entries` the ledgers themselves before, from the log. The overview comes back with the next run. Repeating it changes nothing, and nobody is told anything.
 */
export async function rebuild({ client, tables, archive, key, entries }: Rebuilt): Promise<string> {
  const work = { client, table: tables.work }
  const bar = progressBar(process.stderr)
  const keys = await keysBehind(archive, key)
  const restored = entries
    ? await restoreEntries({
        archive,
        key: keys,
        ledger: createDynamoLedger({ client, table: tables.ledger }),
        outbox: createDynamoOutbox(work),
        clock: systemClock,
        onProgress: (done, of) => bar.show('restored', done, of),
      }).finally(bar.end)
    : undefined
  const size = await rebuildProgress({
    archive,
    key: keys,
    progress: createDynamoLogProgress(work),
    onProgress: (done, of) => bar.show('entries', done, of),
  }).finally(bar.end)
  const alerts = await reindexed(
    createDynamoLedgerTable({ client, table: tables.ledger }),
    createDynamoAlertIndex(work),
  )
  const back =
    restored === undefined
      ? ''
      : `${restored.entries} entries of the log are in the ledgers, ${restored.unsigned} of them not signed yet; `
  return `${back}the log has ${size} entries; ${alerts} entries that speak of alerts are indexed anew`
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

/** The keys of the log, if they hang on this one. Refuses where the archive’s chain of keys is not whole. */
async function keysBehind(archive: ArchiveReader, key: VerifierKey): Promise<LogKeys> {
  const findings = createFindings()
  const keys = await keyFor(archive, [key], findings)
  const { broken, unproven } = findings.report()
  const [problem] = [...broken.map(({ where, what }) => `${where}: ${what}`), ...unproven]
  if (problem !== undefined) throw new Error(problem)
  return keys ?? key
}
