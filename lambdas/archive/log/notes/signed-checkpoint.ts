import type { ArchiveReader } from '../../archive.ts'
import { CHECKPOINT } from '../names.ts'
import { parseCheckpoint, type SignedTreeHead } from './checkpoint.ts'
import { keyAt, type LogKeys } from './log-keys.ts'
import { openNote, readNote } from './note.ts'

/** A signed checkpoint and the bytes that were signed. */
export interface SignedCheckpoint extends SignedTreeHead {
  readonly note: Uint8Array
}

/** The newest signed checkpoint; undefined where there is none. Throws where it is not this key's. */
export async function newestCheckpoint(
  archive: Pick<ArchiveReader, 'get'>,
  key: LogKeys,
): Promise<SignedCheckpoint | undefined> {
  const note = await archive.get(CHECKPOINT)
  return note === undefined ? undefined : { ...openCheckpoint(note, key, CHECKPOINT), note }
}

/** What a signed checkpoint says. Throws, under this name, where it is not signed with the key of its size or speaks of another log. */
export function openCheckpoint(note: Uint8Array, keys: LogKeys, name: string): SignedTreeHead {
  const read = readNote(note)
  if ('problem' in read) throw new Error(`${name}: ${read.problem}`)
  const key = keyFor(keys, read.text, name)
  const opened = openNote(note, key)
  if ('problem' in opened) throw new Error(`${name}: ${opened.problem}`)
  const head = parseCheckpoint(opened.text)
  if (head.origin !== key.name) throw new Error(`${name}: is of the log ${head.origin}, not of ${key.name}`)
  return head
}

/** Of several keys the one that signs trees of the size that the text says. */
function keyFor(keys: LogKeys, text: string, name: string) {
  if (!('length' in keys)) return keys
  try {
    return keyAt(keys, parseCheckpoint(text).size)
  } catch (cause) {
    throw new Error(name, { cause })
  }
}
