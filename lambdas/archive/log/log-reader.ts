import type { LogHead } from '../../domain/message.ts'
import type { ArchiveReader } from '../archive.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { EMPTY_ROOT } from './hashes.ts'
import { CHECKPOINT, VKEY } from './names.ts'

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
  archive: Pick<ArchiveReader, 'get'>,
  origin: string,
): Promise<PublishedLog> {
  const [note, vkey] = await Promise.all([archive.get(CHECKPOINT), archive.get(VKEY)])
  const publicKey = vkey === undefined ? null : text(vkey).trimEnd()
  if (note === undefined) return { ...emptyLog(origin), checkpoint: null, publicKey }
  return { ...headIn(text(note)), checkpoint: text(note), publicKey }
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
