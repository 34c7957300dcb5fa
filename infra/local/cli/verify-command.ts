import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import { createFileArchiveReader } from '../../../lambdas/archive/file-archive-reader.ts'
import { EXIT_CODE, type Report, verdictOf } from '../../../lambdas/audit/report.ts'
import { type VerifyOptions, verifyArchive } from '../../../lambdas/audit/verifying/verify.ts'
import { parseDuration } from '../../../lambdas/domain/duration.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { createDynamoLedgerTable } from '../../../lambdas/ledger/dynamo-ledger-table.ts'
import type { LedgerTable } from '../../../lambdas/ledger/ledger-table.ts'
import { TABLES } from '../create-tables.ts'
import { type DataDirectory, existingData } from '../data-directory.ts'
import { localDynamoDbClient } from '../dynamodb-client.ts'
import { Refused } from '../refused.ts'
import { usingDynamoDb } from '../using-data.ts'
import { archiveAt } from './archive-at.ts'
import type { Asked } from './ledger-arguments.ts'
import { progressBar } from './progress-bar.ts'
import { keysIn, seenIn, witnessIn } from './verify-files.ts'
import { reportLines } from './words-of-report.ts'

/** What is verified: an archive alone, or the table of a data directory or a stack against its archive or another copy of it. */
interface Subject {
  readonly archive: ArchiveReader
  /** The file of a key that does not come from the archive. */
  readonly ownKey: string | undefined
  readonly withTable: <T>(work: (table: LedgerTable | undefined) => Promise<T>) => Promise<T>
}

/** `npm run ledger -- verify` (CONTRACT §4). Nothing is written. */
export async function verify(asked: Asked): Promise<number> {
  const { archive, ownKey, withTable } = await subjectOf(asked)
  const everyMs = periodIn(asked.flags.every)
  const [key, ...otherKeys] = keysIn(asked.flags['public-key'] ?? ownKey)
  const bar = progressBar(process.stderr)
  const options: VerifyOptions = {
    key,
    otherKeys,
    seen: asked.seen.map(seenIn),
    witnesses: asked.witness.map(witnessIn),
    progress: (done, of) => bar.show('entries', done, of),
  }
  const report = await proved(() =>
    withTable((table) =>
      verifyArchive(
        archive,
        table === undefined ? options : { ...options, table: { table, nowMs: Date.now(), everyMs } },
      ),
    ),
  )
  bar.end()
  console.log(
    asked.json
      ? JSON.stringify({ verdict: verdictOf(report), ...report }, null, 2)
      : reportLines(report).join('\n'),
  )
  return EXIT_CODE[verdictOf(report)]
}

/** What could not be read was not proven, which is not to say that it is broken. */
async function proved(verifying: () => Promise<Report>): Promise<Report> {
  try {
    return await verifying()
  } catch (error) {
    return { broken: [], proven: [], unproven: [`it could not be read to its end: ${errorText(error)}`] }
  }
}

async function subjectOf({ flags, stack, data: directory, isDataGiven }: Asked): Promise<Subject> {
  const archive = flags.archive === undefined ? undefined : await archiveAt(flags.archive)
  if (stack !== undefined) {
    const { recordOfStack } = await import('./stack-ledger.ts')
    const record = await recordOfStack(stack)
    return {
      archive: archive ?? record.archive,
      ownKey: undefined,
      withTable: (work) => work(record.table),
    }
  }
  if (archive !== undefined && !isDataGiven)
    return { archive, ownKey: undefined, withTable: (work) => work(undefined) }
  const data = existingData(directory)
  return {
    archive: archive ?? createFileArchiveReader({ directory: data.archive }),
    ownKey: ownKeyOf(data),
    withTable: (work) =>
      usingDynamoDb(data, (endpoint) =>
        work(createDynamoLedgerTable({ client: localDynamoDbClient(endpoint), table: TABLES.ledger })),
      ),
  }
}

/** The key stands beside the archive as well, where a copy of the archive does not reach. */
function ownKeyOf(data: DataDirectory): string | undefined {
  const file = join(data.path, 'log.vkey')
  return existsSync(file) ? file : undefined
}

function periodIn(every: string | undefined): number | undefined {
  const everyMs = every === undefined ? undefined : parseDuration(every)
  if (every !== undefined && (everyMs === undefined || everyMs === 0))
    throw new Refused(`--every: ${every} is no period (15s, 10m, 6h)`)
  return everyMs
}
