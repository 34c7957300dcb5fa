import { setTimeout as sleep } from 'node:timers/promises'
import type { ArchiveReader } from '../../../archive/archive.ts'
import { CHECKPOINT, signedAt } from '../../../archive/log/names.ts'
import type { LogKeys } from '../../../archive/log/notes/log-keys.ts'
import {
  newestCheckpoint,
  openCheckpoint,
  type SignedCheckpoint,
} from '../../../archive/log/notes/signed-checkpoint.ts'
import { errorText } from '../../../domain/log-line.ts'
import type { Findings } from '../findings.ts'

/** The signed tree that is verified; where `checkpoint` is none, that is broken, and the newest one under `checkpoints/` is taken. */
export async function headOf(
  reader: Pick<ArchiveReader, 'get'>,
  key: LogKeys,
  findings: Findings,
): Promise<SignedCheckpoint | undefined> {
  try {
    return await newestCheckpoint(reader, key)
  } catch (error) {
    // An archive that cannot be read is not broken: that is thrown on.
    if (!(await isThere(reader))) throw error
    findings.broken(CHECKPOINT, errorText(error).replace(`${CHECKPOINT}: `, ''))
    return undefined
  }
}

/** Where `checkpoint` cannot be used: the newest checkpoint under its size that the key has signed. */
export async function newestSigned(
  reader: Pick<ArchiveReader, 'get'>,
  key: LogKeys,
  signed: readonly bigint[],
): Promise<SignedCheckpoint | undefined> {
  for (const size of signed.toReversed().slice(0, 10)) {
    const note = await reader.get(signedAt(size))
    try {
      if (note !== undefined) return { ...openCheckpoint(note, key, signedAt(size)), note }
    } catch {
      // It is told of when its size is checked; the one before it may do.
    }
  }
  return undefined
}

/**
 * What is signed beyond `checkpoint`: a server that runs beside us has moved on, which a second look shows, or `checkpoint` was
 * put back. A run that died between the two last writes leaves the same; it hides nothing, but it is not told apart.
 */
export async function checkNotRolledBack(
  reader: Pick<ArchiveReader, 'get'>,
  key: LogKeys,
  head: { readonly size: bigint },
  { signed, patienceMs }: { readonly signed: readonly bigint[]; readonly patienceMs: number },
  findings: Findings,
): Promise<void> {
  const largest = signed.at(-1) ?? 0n
  if (largest <= head.size) return
  for (const waitMs of [0, patienceMs]) {
    await sleep(waitMs)
    const now = await newestCheckpoint(reader, key).catch(() => undefined)
    if (now !== undefined && now.size >= largest) return
  }
  const later = signed.filter((size) => size > head.size)
  findings.broken(
    CHECKPOINT,
    `is of size ${head.size}, but ${later.length === 1 ? 'a later one was' : `${later.length} later ones were`} signed, the last at ${largest}: ` +
      'it was rolled back, or a run died before it replaced it (then the next run mends it)',
  )
}

async function isThere(reader: Pick<ArchiveReader, 'get'>): Promise<boolean> {
  return (await reader.get(CHECKPOINT)) !== undefined
}
