import type { LogHead } from '../../domain/telling/message.ts'
import type { ArchiveReader } from '../archive.ts'
import { CHECKPOINT, VKEY } from './names.ts'
import { parseCheckpoint } from './notes/checkpoint.ts'
import { vkeyOf } from './notes/key-change.ts'
import { openNote } from './notes/note.ts'
import { keyChanges } from './notes/stated-keys.ts'
import { parseVkey } from './notes/verifier-key.ts'
import { EMPTY_ROOT } from './tree/hashes.ts'

/** What the log says of itself: its newest signed checkpoint and the key that signed it. */
export interface PublishedLog extends LogHead {
  /** The signed note, as it stands in the archive; null where nothing is signed yet. */
  readonly checkpoint: string | null
  /** The C2SP verifier key; null where nothing is signed yet. */
  readonly publicKey: string | null
}

/**
 * The newest published state of the log, or the empty log where there is none. For display: it is not verified here, whoever
 * is told it can hold it against the archive. Throws where the archive cannot be read.
 */
export async function publishedLog(
  archive: Pick<ArchiveReader, 'get' | 'list'>,
  origin: string,
): Promise<PublishedLog> {
  const note = await archive.get(CHECKPOINT)
  const publicKey = (await signingVkey(archive, note)) ?? null
  if (note === undefined) return { ...emptyLog(origin), checkpoint: null, publicKey }
  return { ...headIn(text(note)), checkpoint: text(note), publicKey }
}

/** The verifier key that signed the note, of those that the archive has: mostly its first one. */
export async function signingVkey(
  archive: Pick<ArchiveReader, 'get' | 'list'>,
  note: Uint8Array | undefined,
): Promise<string | undefined> {
  const vkey = await archive.get(VKEY)
  if (vkey === undefined) return undefined
  const first = text(vkey).trimEnd()
  if (note === undefined || 'text' in openNote(note, parseVkey(first))) return first
  const changes = await keyChanges(archive)
  const found = changes.find(({ to }) => 'text' in openNote(note, to))
  return found === undefined ? first : vkeyOf(found.to)
}

/** As `publishedLog`, the head alone. */
export async function logHead(archive: Pick<ArchiveReader, 'get'>, origin: string): Promise<LogHead> {
  const note = await archive.get(CHECKPOINT)
  return note === undefined ? emptyLog(origin) : headIn(text(note))
}

/** RFC 6962's tree of size 0, whose root is the SHA-256 of nothing. */
export function emptyLog(origin: string): LogHead {
  return { origin, size: '0', root: Buffer.from(EMPTY_ROOT).toString('base64') }
}

function headIn(note: string): LogHead {
  // The signed text ends with the newline before the empty line that the signatures follow (C2SP signed-note).
  const { origin, size, root } = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))
  return { origin, size: String(size), root: Buffer.from(root).toString('base64') }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
