import type { ArchiveReader } from '../archive/archive.ts'
import type { VerifierKey } from '../archive/log/note.ts'
import type { SignedCheckpoint } from '../archive/log/signed-checkpoint.ts'
import { type ArchiveNames, namesIn } from './archive-names.ts'
import { type Chains, createChains } from './chains.ts'
import { createCitedEvidence } from './cited.ts'
import { createEvidenceObjects, type EvidenceObjects } from './evidence-objects.ts'
import { counted, createFindings, type Findings } from './findings.ts'
import { tellFirstDifferences } from './first-difference.ts'
import { hashesIn } from './hashes-in-log.ts'
import { checkNotRolledBack, headOf, newestSigned } from './log-head.ts'
import { walkLog } from './log-walk.ts'
import type { Report } from './report.ts'
import { openSeen, type Seen } from './seen.ts'
import { createSignedRoots } from './signed-roots.ts'
import { createTileObjects } from './tile-objects.ts'
import { type TableOptions, verifyTable } from './verify-table.ts'
import { keyFor } from './whose-key.ts'

export interface VerifyOptions {
  /** Undefined: the archive’s own `log.vkey`, which proves less. */
  readonly key: VerifierKey | undefined
  readonly seen: readonly Seen[]
  /** The ledger table, where there is access to it. */
  readonly table?: TableOptions
  /** Entries that are done, of how many. */
  readonly progress?: (done: bigint, of: bigint) => void
  /** How long a run that is just publishing is waited for; 1,000 ms. */
  readonly patienceMs?: number
}

/**
 * Recomputes everything that an archive holds, in one pass over its entries, and says of each thing that does not hold where it is.
 * Memory grows with the number of ledgers and of objects’ names, not with that of entries. What is written while it looks is left
 * out: the signed checkpoint is taken first. Rejects where the archive cannot be read.
 */
export async function verifyArchive(reader: ArchiveReader, options: VerifyOptions): Promise<Report> {
  const findings = createFindings()
  const key = await keyFor(reader, options.key, findings)
  const head = key === undefined ? undefined : await headOf(reader, key, findings)
  const names = await namesIn(reader, findings)
  const chains = createChains(findings, { fromStart: true })
  const evidence = createEvidenceObjects(reader, findings)
  if (key === undefined)
    findings.unproven('there is no public key: no log.vkey in the archive, and none was given')
  else {
    const tree = head ?? (await newestSigned(reader, key, names.signed))
    if (tree !== undefined) await verifyLog({ reader, findings, names, chains, evidence, key }, tree, options)
    await checkNotRolledBack(
      reader,
      key,
      head ?? { size: 0n },
      { signed: names.signed, patienceMs: options.patienceMs ?? 1_000 },
      findings,
    )
    if (tree === undefined) verifyNoLog(names, key, options, findings)
  }
  for (const name of names.evidence) await evidence.open(name)
  findings.proven(counted(evidence.checked(), 'object of evidence', 'objects of evidence'))
  if (options.table !== undefined) await heldAgainst(options.table, { reader, findings, chains }, head)
  sayWhatIsNotRuledOut(options, findings)
  return findings.report()
}

/** The table against the log; a ledger of which they tell two histories is looked at again, for the entry where they part. */
async function heldAgainst(
  table: TableOptions,
  { reader, findings, chains }: Pick<Verifying, 'reader' | 'findings' | 'chains'>,
  head: SignedCheckpoint | undefined,
): Promise<void> {
  const differing = await verifyTable(table, chains.ledgers, findings)
  if (differing.length === 0) return
  await tellFirstDifferences(table.table, differing, hashesIn(reader, head?.size ?? 0n), findings)
}

function sayWhatIsNotRuledOut({ table, seen }: VerifyOptions, findings: Findings): void {
  if (seen.length > 0) return
  if (table === undefined) {
    findings.unproven(
      'later entries may have been cut off: give a checkpoint that was kept elsewhere (--seen FILE)',
    )
  } else {
    findings.proven(
      'only a checkpoint that was kept elsewhere (--seen FILE) rules out that table and archive were both rolled back',
    )
  }
}

interface Verifying {
  readonly reader: ArchiveReader
  readonly findings: Findings
  readonly names: ArchiveNames
  readonly chains: Chains
  readonly evidence: EvidenceObjects
  readonly key: VerifierKey
}

async function verifyLog(
  { reader, findings, names, chains, evidence, key }: Verifying,
  head: SignedCheckpoint,
  { seen, progress }: VerifyOptions,
): Promise<void> {
  const opened = openSeen(seen, key, head.size, findings)
  const roots = await createSignedRoots({ reader, key, findings }, head, {
    signed: names.signed,
    seen: opened,
  })
  const objects = createTileObjects(reader, names, findings)
  const cited = createCitedEvidence(evidence, findings)
  const beyond = await walkLog(
    {
      objects,
      names,
      findings,
      roots,
      onEntry: async (leaf, where) => {
        const entry = chains.take(leaf, where)
        if (entry !== undefined) await cited.check(entry)
      },
      onProgress: (done) => progress?.(done, head.size),
    },
    head,
  )
  findings.proven(
    `${counted(chains.ledgers.size, 'ledger', 'ledgers')}, every entry behind the one before it, and what follows from them`,
  )
  findings.proven(`${counted(cited.found(), 'event', 'events')} found in the answers that they cite`)
  const left = beyond + [...names.tiles.values()].reduce((sum, widths) => sum + widths.length, 0)
  if (left > 0)
    findings.proven(`${counted(left, 'object', 'objects')} beyond the signed size, not yet signed`)
}

function verifyNoLog(
  { tiles }: ArchiveNames,
  key: VerifierKey,
  { seen }: VerifyOptions,
  findings: Findings,
): void {
  openSeen(seen, key, 0n, findings)
  findings.unproven('there is no log: nothing has been signed')
  if (tiles.size > 0) findings.proven(`${counted(tiles.size, 'tile', 'tiles')} not yet signed`)
}
