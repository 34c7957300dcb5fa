import { setTimeout as sleep } from 'node:timers/promises'
import type { ArchiveReader } from '../../archive/archive.ts'
import { signedAt } from '../../archive/log/names.ts'
import { openCosignature } from '../../archive/log/notes/cosignature.ts'
import { COSIGNATURES, parseCosignatureName } from '../../archive/log/notes/cosigned.ts'
import { readNote } from '../../archive/log/notes/note.ts'
import type { VerifierKey } from '../../archive/log/notes/verifier-key.ts'
import { instant } from '../../domain/instant.ts'
import { counted, type Findings } from './findings.ts'
import { readAhead } from './read-ahead.ts'

export interface Witnessing {
  /** Keys of witnesses that somebody trusts; each is demanded. */
  readonly witnesses: readonly VerifierKey[]
  /** Of the signed tree that was verified. */
  readonly size: bigint
  readonly patienceMs: number
}

/** What a trusted witness has cosigned. */
interface Seen {
  readonly key: VerifierKey
  trees: number
  newest: { readonly size: bigint; readonly atSeconds: bigint } | undefined
}

const AT_ONCE = 16

/**
 * Holds what witnesses said (`cosignatures/`) against the log that was verified: each is about a tree that is signed here, and is signed by
 * who it names, where that key is given. A witness that is demanded must have seen the newest tree; how far it has seen is told.
 */
export async function checkWitnessed(
  reader: ArchiveReader,
  { witnesses, size, patienceMs }: Witnessing,
  findings: Findings,
): Promise<void> {
  const seen = witnesses.map((key): Seen => ({ key, trees: 0, newest: undefined }))
  const before = findings.count()
  let others = 0
  const ofNewest = `${COSIGNATURES}${size}/`
  const looked = new Set<string>()
  const look = async (folder: string): Promise<void> => {
    for await (const [name, bytes] of readAhead(reader.list(folder), pairAt(reader), AT_ONCE)) {
      if (looked.has(name)) continue
      if (name.startsWith(ofNewest)) looked.add(name)
      const known = check({ name, ...bytes }, seen, findings)
      if (known === 'other') others += 1
    }
  }
  await look(COSIGNATURES)
  // A run that has just signed may be asking still.
  if (seen.some((one) => lacks(one, size))) {
    await sleep(patienceMs)
    await look(ofNewest)
  }
  for (const one of seen) tell(one, size, findings)
  if (others > 0 && findings.count() === before)
    findings.proven(
      `${counted(others, 'cosignature', 'cosignatures')} of witnesses whose keys were not given (--witness), each under a checkpoint of this log`,
    )
}

function lacks({ newest }: Seen, size: bigint): boolean {
  return newest === undefined || newest.size < size
}

/** The cosigned note and the checkpoint of the same size. */
function pairAt(reader: Pick<ArchiveReader, 'get'>) {
  return async (name: string) => {
    const size = parseCosignatureName(name)?.size
    const [note, signed] = await Promise.all([
      reader.get(name),
      size === undefined ? undefined : reader.get(signedAt(size)),
    ])
    return { note, signed }
  }
}

interface Kept {
  readonly name: string
  readonly note: Uint8Array | undefined
  readonly signed: Uint8Array | undefined
}

function check({ name, note, signed }: Kept, seen: readonly Seen[], findings: Findings): 'known' | 'other' {
  const said = parseCosignatureName(name)
  const cosigned = note === undefined ? { problem: 'is not there any more' } : readNote(note)
  const problem = said === undefined ? 'nothing of this name belongs here' : problemOf(cosigned)
  if (said === undefined || note === undefined || 'problem' in cosigned || problem !== undefined) {
    findings.broken(name, problem ?? 'is not there any more')
    return 'known'
  }
  const one = seen.find(({ key }) => Buffer.from(key.keyHash).toString('hex') === said.keyHash)
  if (one !== undefined) {
    const opened = openCosignature(note, one.key)
    if ('problem' in opened) {
      findings.broken(name, opened.problem)
      return 'known'
    }
    if (opened.atSeconds !== said.atSeconds) {
      findings.broken(name, `was cosigned at ${opened.atSeconds}, which is not its name`)
      return 'known'
    }
  }
  if (signed === undefined) {
    findings.broken(
      name,
      `a witness has cosigned ${said.size} entries, and ${signedAt(said.size)} is not there`,
    )
    return 'known'
  }
  const own = readNote(signed)
  if (!('problem' in own) && own.text !== cosigned.text) {
    findings.broken(
      name,
      `is about another tree than ${signedAt(said.size)}: the log was forked, or this is not of it`,
    )
    return 'known'
  }
  if (one === undefined) return 'other'
  one.trees += 1
  const isNewer = one.newest === undefined || one.newest.size <= said.size
  if (isNewer) one.newest = said
  return 'known'
}

function problemOf(read: object): string | undefined {
  return 'problem' in read ? String(read.problem) : undefined
}

function tell({ key, trees, newest }: Seen, size: bigint, findings: Findings): void {
  if (newest === undefined) {
    findings.unproven(`the witness ${key.name} has cosigned nothing that is in the archive`)
    return
  }
  const at = instant(Number(newest.atSeconds) * 1_000)
  findings.proven(
    `the witness ${key.name} has cosigned ${counted(trees, 'tree', 'trees')}, the newest of ${newest.size} entries, at ${at}`,
  )
  if (newest.size < size)
    findings.unproven(
      `the witness ${key.name} has not seen the newest ${counted(size - newest.size, 'entry', 'entries')}: it has cosigned ${newest.size} of ${size}, at ${at}`,
    )
}
