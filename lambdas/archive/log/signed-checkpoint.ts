import type { ArchiveReader } from '../archive.ts'
import { parseCheckpoint, type SignedTreeHead } from './checkpoint.ts'
import { CHECKPOINT } from './names.ts'
import { openNote, type VerifierKey } from './note.ts'

/** A signed checkpoint and the bytes that were signed. */
export interface SignedCheckpoint extends SignedTreeHead {
  readonly note: Uint8Array
}

/** The newest signed checkpoint; undefined where there is none. Throws where it is not this key's. */
export async function newestCheckpoint(
  archive: Pick<ArchiveReader, 'get'>,
  key: VerifierKey,
): Promise<SignedCheckpoint | undefined> {
  const note = await archive.get(CHECKPOINT)
  return note === undefined ? undefined : { ...openCheckpoint(note, key, CHECKPOINT), note }
}

/** What a signed checkpoint says. Throws, under this name, where it is not signed with the key or speaks of another log. */
export function openCheckpoint(note: Uint8Array, key: VerifierKey, name: string): SignedTreeHead {
  const opened = openNote(note, key)
  if ('problem' in opened) throw new Error(`${name}: ${opened.problem}`)
  const head = parseCheckpoint(opened.text)
  if (head.origin !== key.name) throw new Error(`${name}: is of the log ${head.origin}, not of ${key.name}`)
  return head
}
