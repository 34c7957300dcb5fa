import { type ArchiveSeen, checkArchive } from '../format/archive-check.ts'
import { checkBlocks } from '../format/blocks.ts'
import { damaged, type Parsed } from '../format/parsed.ts'
import { parseTrailer, trailerSpan } from '../format/trailer.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'
import { spansOf, Unread, windowed } from './reading.ts'
import type { Depth } from './remembered.ts'

/** What an object was found to be, by reading it. */
export type Verdict<T> =
  | Parsed<T>
  | { readonly kind: 'missing' }
  /** It is there and was not to be read: nothing to be remembered. */
  | { readonly kind: 'unread'; readonly why: string }

// Below it the whole file costs one request, and less than the trailer, the index and the blocks one by one.
const WHOLE_BYTES = 4 * 1_024 * 1_024

/** A batch: its trailer by one request of 512 bytes, or every block of it. */
export async function batchVerdict(
  reader: StoreReader,
  object: StoredObject,
  depth: Depth,
): Promise<Verdict<null>> {
  const trailerAt = trailerSpan(object.bytes)
  if (trailerAt === undefined) return damaged(`its ${object.bytes} bytes are no whole sectors: it is cut`)
  return read(async () => {
    const plain = spansOf(reader, object)
    const spans = depth === 'blocks' && object.bytes <= WHOLE_BYTES ? windowed(plain, object.bytes) : plain
    const trailer = parseTrailer(await spans(trailerAt), object.bytes)
    if (trailer.kind !== 'whole') return trailer
    return depth === 'blocks'
      ? checkBlocks(spans, trailer.value, object.bytes)
      : { kind: 'whole', value: null }
  })
}

/** An archive: its directory, and every member. */
export async function archiveVerdict(
  reader: StoreReader,
  object: StoredObject,
): Promise<Verdict<ArchiveSeen>> {
  return read(async () => checkArchive(windowed(spansOf(reader, object), object.bytes), object.bytes))
}

async function read<T>(check: () => Promise<Parsed<T>>): Promise<Verdict<T>> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof Unread)) throw error
    return error.outcome === 'none' ? { kind: 'missing' } : { kind: 'unread', why: error.message }
  }
}
