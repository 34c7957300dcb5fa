import pLimit from 'p-limit'
import type { StoreReader } from '../store-reader.ts'
import type { CopyLook } from './copy-look.ts'
import type { Listing } from './listing.ts'
import { type Depth, isSame, type Known, type Remembered } from './remembered.ts'
import { batchVerdict, type Verdict } from './verdict.ts'

export interface LookPorts {
  readonly reader: StoreReader
  /** How many objects are read at once. */
  readonly inFlight: number
  readonly progress: (doing: Doing, done: number, of: number | null) => void
  /** What was found whole as it always was, or for the first time: true whatever becomes of the look. */
  readonly learnt?: (name: string, known: Known) => void
}

export type Doing = 'objects listed' | 'checkpoints' | 'batches'

export interface BatchLook {
  readonly verdict: Verdict<null>
  readonly known: Known | undefined
  /** It was whole, and is another writing now. */
  readonly isChanged: boolean
}

/** Looks once at every batch that any copy needs: checkpoints share most of theirs. */
export async function lookAtBatches(
  { reader, inFlight, progress, learnt }: LookPorts,
  listing: Listing,
  remembered: Remembered,
  depth: Depth,
  copies: readonly CopyLook[],
): Promise<ReadonlyMap<string, BatchLook>> {
  const needed = new Set<string>()
  for (const { needs } of copies) for (const name of needs?.batches ?? []) needed.add(name)
  const names = [...needed]
  const limit = pLimit(inFlight)
  let done = 0
  const looks = await limit.map(names, async (name) => {
    const seen = await lookAtBatch(reader, listing, remembered.objects.get(name), depth, name)
    if (seen.known !== undefined && !seen.isChanged) learnt?.(name, seen.known)
    progress('batches', (done += 1), names.length)
    return [name, seen] as const
  })
  return new Map(looks)
}

async function lookAtBatch(
  reader: StoreReader,
  listing: Listing,
  before: Known | undefined,
  depth: Depth,
  name: string,
): Promise<BatchLook> {
  // What was pushed while the listing was read is looked for by its name.
  const object = listing.objects.get(name) ?? (await reader.head(name))
  if (object === undefined) return { verdict: { kind: 'missing' }, known: undefined, isChanged: false }
  const isChanged = before !== undefined && !isSame(before, object)
  if (before !== undefined && !isChanged && (before.depth === 'blocks' || depth === 'trailer'))
    return { verdict: verdictIn(before), known: before, isChanged: false }
  const verdict = await batchVerdict(reader, object, depth)
  const why = verdict.kind === 'unknown' ? verdict.why : null
  const isKept = verdict.kind === 'whole' || verdict.kind === 'unknown'
  const known = isKept ? { bytes: object.bytes, etag: object.etag, depth, why } : undefined
  // Damage is told as such, and once.
  return { verdict, known, isChanged: isChanged && verdict.kind !== 'damaged' && verdict.kind !== 'missing' }
}

function verdictIn({ why }: Known): Verdict<null> {
  return why === null ? { kind: 'whole', value: null } : { kind: 'unknown', why }
}
