import type { ArchiveReader } from '../../archive/archive.ts'
import type { VerifierKey } from '../../archive/log/notes/verifier-key.ts'
import type { Report } from '../report.ts'
import { namesIn } from './archive-names.ts'
import { type Chains, createChains } from './chains.ts'
import { createEvidenceObjects } from './evidence/evidence-objects.ts'
import { counted, createFindings, type Findings } from './findings.ts'
import { checkConfigurations } from './kept-objects.ts'
import { checkNotRolledBack, headOf, newestSigned } from './log/log-head.ts'
import type { Seen } from './log/seen.ts'
import { descriptionIn } from './log/sparse-description.ts'
import { type LogToVerify, verifyNoLog, verifySparseLog, verifyWholeLog } from './log/verify-log.ts'
import { tellFirstDifferences } from './table/first-difference.ts'
import { hashesIn } from './table/hashes-in-log.ts'
import { type TableOptions, verifyTable } from './table/verify-table.ts'
import { keyFor } from './whose-key.ts'
import { checkWitnessed } from './witnessed.ts'

export interface VerifyOptions {
  /** Undefined: the archive’s own `log.vkey`, which proves less. */
  readonly key: VerifierKey | undefined
  /** Other keys of the log that somebody trusts: of one that lost a key, those after it. */
  readonly otherKeys?: readonly VerifierKey[]
  readonly seen: readonly Seen[]
  /** Keys of witnesses, each of which must have cosigned the newest tree. */
  readonly witnesses?: readonly VerifierKey[]
  /** The ledger table, where there is access to it. */
  readonly table?: TableOptions
  /** Entries that are done, of how many. */
  readonly progress?: (done: bigint, of: bigint) => void
  /** How long a run that is just publishing is waited for; 1,000 ms. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 1_000

/**
 * Recomputes everything that an archive holds, in one pass over its entries, and says of each thing that does not hold where it is.
 * An export (`export.json`) is verified as the part that it is. Memory grows with the number of ledgers and of objects’ names, not
 * with that of entries. What is written while it looks is left out: the signed checkpoint is taken first.
 * Rejects where archive or table cannot be read.
 */
export async function verifyArchive(reader: ArchiveReader, options: VerifyOptions): Promise<Report> {
  const findings = createFindings()
  const described = await descriptionIn(reader, findings)
  const given = [...(options.key === undefined ? [] : [options.key]), ...(options.otherKeys ?? [])]
  const key = await keyFor(reader, given, findings)
  const head = key === undefined ? undefined : await headOf(reader, key, findings)
  const names = await namesIn(reader, findings)
  const chains = createChains(findings, { fromStart: described === undefined })
  const evidence = createEvidenceObjects(reader, findings)
  if (key === undefined)
    findings.unproven('there is no public key: no log.vkey in the archive, and none was given')
  else {
    const log: LogToVerify = { ...options, reader, findings, names, chains, evidence, key }
    const tree = head ?? (await newestSigned(reader, key, names.signed))
    if (tree === undefined) verifyNoLog(log)
    else if (described === undefined) await verifyWholeLog(log, tree)
    else if (described !== 'damaged') await verifySparseLog(log, tree, described)
    const signed = { signed: names.signed, patienceMs: options.patienceMs ?? PATIENCE_MS }
    await checkNotRolledBack(reader, key, head ?? { size: 0n }, signed, findings)
  }
  for (const name of names.evidence) await evidence.open(name)
  findings.proven(`${counted(evidence.whole(), 'object of evidence is', 'objects of evidence are')} whole`)
  await checkConfigurations(reader, findings)
  if (options.table !== undefined && described === undefined)
    await heldAgainst(options.table, { reader, findings, chains, size: head?.size ?? 0n })
  await checkWitnessed(
    reader,
    {
      witnesses: options.witnesses ?? [],
      size: head?.size ?? 0n,
      patienceMs: options.patienceMs ?? PATIENCE_MS,
    },
    findings,
  )
  sayWhatIsNotRuledOut(options, described !== undefined, findings)
  return findings.report()
}

/** The table against the log; a ledger of which they tell two histories is looked at again, for the entry where they part. */
async function heldAgainst(
  table: TableOptions,
  {
    reader,
    findings,
    chains,
    size,
  }: { reader: ArchiveReader; findings: Findings; chains: Chains; size: bigint },
): Promise<void> {
  const differing = await verifyTable(table, chains.ledgers, findings)
  if (differing.length === 0) return
  await tellFirstDifferences(table.table, differing, hashesIn(reader, size), findings)
}

function sayWhatIsNotRuledOut({ table, seen }: VerifyOptions, isExport: boolean, findings: Findings): void {
  if (isExport && table !== undefined)
    findings.unproven('a table can be held against a whole archive only, and this is an export')
  if (seen.length > 0) return
  if (isExport || table === undefined)
    findings.unproven(
      'later entries may have been cut off: give a checkpoint that was kept elsewhere (--seen FILE)',
    )
  else
    findings.proven(
      'only a checkpoint that was kept elsewhere (--seen FILE) rules out that table and archive were both rolled back',
    )
}
