import type { ArchiveReader } from '../../../archive/archive.ts'
import type { LogKeys } from '../../../archive/log/notes/log-keys.ts'
import type { SignedCheckpoint } from '../../../archive/log/notes/signed-checkpoint.ts'
import type { ArchiveNames } from '../archive-names.ts'
import type { Chains } from '../chains.ts'
import { createCitedEvidence } from '../evidence/cited.ts'
import type { EvidenceObjects } from '../evidence/evidence-objects.ts'
import { counted, type Findings } from '../findings.ts'
import { createKeptObjects } from '../kept-objects.ts'
import { walkLog } from './log-walk.ts'
import { openSeen, type Seen } from './seen.ts'
import { createSignedRoots } from './signed-roots.ts'
import type { Description } from './sparse-description.ts'
import { walkSparse } from './sparse-log.ts'
import { createTileObjects } from './tile-objects.ts'

/** A log, and what is to be known while it is gone through. */
export interface LogToVerify {
  readonly reader: ArchiveReader
  readonly findings: Findings
  readonly names: ArchiveNames
  readonly chains: Chains
  readonly evidence: EvidenceObjects
  readonly key: LogKeys
  readonly seen: readonly Seen[]
  readonly progress?: (done: bigint, of: bigint) => void
}

/** From the entries upwards: everything is recomputed. */
export async function verifyWholeLog(log: LogToVerify, head: SignedCheckpoint): Promise<void> {
  const { reader, findings, names, chains, evidence, key } = log
  const seen = openSeen(log.seen, key, head.size, findings)
  const roots = await createSignedRoots({ reader, key, findings }, head, { signed: names.signed, seen })
  const cited = createCitedEvidence(evidence, findings)
  const kept = createKeptObjects(reader, findings)
  const before = findings.count()
  const beyond = await walkLog(
    {
      objects: createTileObjects(reader, names, findings),
      names,
      findings,
      roots,
      onEntry: async (leaf, where) => {
        const entry = chains.take(leaf, where)
        if (entry === undefined) return
        kept.note(entry)
        await cited.check(entry)
      },
      onProgress: (done) => log.progress?.(done, head.size),
    },
    head,
  )
  const ledgers = counted(chains.ledgers.size, 'ledger', 'ledgers')
  if (findings.count() === before)
    findings.proven(`${ledgers}, every entry behind the one before it, and what follows from them`)
  findings.proven(`${counted(cited.found(), 'event', 'events')} found in the answers that they cite`)
  await kept.check()
  if (beyond > 0)
    findings.proven(`${counted(beyond, 'object', 'objects')} beyond the signed size, not yet signed`)
}

/** From the signed root downwards: what is there hangs on it. */
export async function verifySparseLog(
  log: LogToVerify,
  head: SignedCheckpoint,
  described: Description,
): Promise<void> {
  const { reader, findings, names, chains, evidence, key } = log
  const cited = createCitedEvidence(evidence, findings)
  const before = findings.count()
  await walkSparse(
    {
      reader,
      key,
      names,
      findings,
      objects: createTileObjects(reader, names, findings),
      onEntry: async (leaf, where, isInRange) => {
        const entry = chains.take(leaf, where)
        if (entry !== undefined && isInRange) await cited.check(entry)
      },
      onProgress: (done, of) => log.progress?.(done < of ? done : of, of),
    },
    head,
    described,
    log.seen,
  )
  const ledgers = counted(chains.ledgers.size, 'ledger', 'ledgers')
  if (findings.count() === before)
    findings.proven(`${ledgers}, every entry behind the one before it where that is part of the export`)
  findings.proven(`${counted(cited.found(), 'event', 'events')} found in the answers that they cite`)
}

export function verifyNoLog({ names, key, seen, findings }: LogToVerify): void {
  openSeen(seen, key, 0n, findings)
  findings.unproven('there is no log: nothing has been signed')
  const { size } = names.tiles
  if (size > 0) findings.proven(`${counted(size, 'tile', 'tiles')} not yet signed`)
}
