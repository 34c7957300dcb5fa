import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import type { Damage, Unverified } from '../../domain/copies/stored-copy.ts'
import type { ArchiveSeen } from '../format/archive-check.ts'
import { archiveName, dependenciesName, type Host } from '../format/layout.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'
import type { Listing } from './listing.ts'
import { knownWithin, type NeedsSeen, needsOf, needsWithin } from './needs.ts'
import { isSame, type Known, type KnownNeeds, type Remembered } from './remembered.ts'
import { archiveVerdict, type Verdict } from './verdict.ts'

/** What a look shows of a copy by its archive and its list; its batches are looked at for all copies together. */
export interface CopyLook {
  readonly host: Host
  readonly checkpoint: CheckpointMetadata
  readonly needs: KnownNeeds | undefined
  /** Where nothing is wrong with it. */
  readonly archive: Known | undefined
  readonly missing: readonly string[]
  readonly damaged: readonly Damage[]
  readonly changed: readonly string[]
  readonly unverified: readonly Unverified[]
}

export async function lookAtCopy(
  reader: StoreReader,
  listing: Listing,
  remembered: Remembered,
  { host, checkpoint }: { readonly host: Host; readonly checkpoint: CheckpointMetadata },
): Promise<CopyLook> {
  const name = archiveName(host, checkpoint.uuid)
  const object = listing.objects.get(name) ?? (await reader.head(name))
  const before = remembered.objects.get(name)
  const isSettled = object === undefined || (before !== undefined && isSame(before, object))
  const listed = await needsOf(reader, listing, remembered, checkpoint.uuid, isSettled)
  const found =
    object === undefined ? undefined : await archiveOf(reader, remembered, object, listed, checkpoint.uuid)
  const within =
    object === undefined
      ? undefined
      : withinArchive(listing, object, found?.seen, remembered, checkpoint.uuid)
  // A list within the archive serves where the store has none beside it.
  const needs = listed ?? within
  const archive = found === undefined ? ({ kind: 'missing' } as const) : found.verdict
  const lacks = found?.seen === undefined ? {} : lacking(name, found.seen, needs)
  const parts = [
    partOf(name, archive),
    lacks,
    needs === undefined
      ? partOf(dependenciesName(checkpoint.uuid), { kind: 'unknown', why: NO_LIST })
      : partOf(needs.object, needs.verdict),
  ]
  return {
    host,
    checkpoint,
    needs: needs?.verdict.kind === 'whole' ? needs.verdict.value : undefined,
    archive: archive.kind === 'whole' && Object.keys(lacks).length === 0 ? archive.value : undefined,
    missing: parts.flatMap((part) => part.missing ?? []),
    damaged: parts.flatMap((part) => part.damaged ?? []),
    changed: needs?.isChanged === true ? [needs.object] : [],
    unverified: parts.flatMap((part) => part.unverified ?? []),
  }
}

interface ArchiveFound {
  readonly verdict: Verdict<Known>
  /** What it holds, where it was read by this look. */
  readonly seen: ArchiveSeen | undefined
}

/** Not read again where it is the same that was whole, and so is what it must hold. */
async function archiveOf(
  reader: StoreReader,
  remembered: Remembered,
  object: StoredObject,
  needs: NeedsSeen | undefined,
  uuid: Uuid,
): Promise<ArchiveFound> {
  const before = remembered.objects.get(object.name)
  if (before !== undefined && isSame(before, object) && needs?.isAnew !== true)
    return {
      seen: undefined,
      verdict: before.why === null ? { kind: 'whole', value: before } : { kind: 'unknown', why: before.why },
    }
  const verdict = await archiveVerdict(reader, object)
  if (verdict.kind !== 'whole') return { verdict, seen: undefined }
  // Whole, and perhaps in another's place: our knowledge of its inside is too thin to call that damage.
  const other = verdict.value.uuid
  if (other !== undefined && other !== uuid)
    return { verdict: { kind: 'unknown', why: `its state.json speaks of ${other}` }, seen: undefined }
  const { bytes, etag } = object
  return {
    verdict: { kind: 'whole', value: { bytes, etag, depth: 'blocks', why: null } },
    seen: verdict.value,
  }
}

function withinArchive(
  listing: Listing,
  object: StoredObject,
  seen: ArchiveSeen | undefined,
  remembered: Remembered,
  uuid: Uuid,
): NeedsSeen | undefined {
  return seen === undefined
    ? knownWithin(object, remembered, uuid)
    : needsWithin(listing, object, seen, remembered, uuid)
}

/** A checkpoint without `state.json` was listed before it was done, and cannot be restored (FELDERA §2.1). */
function lacking(name: string, seen: ArchiveSeen, needs: NeedsSeen | undefined): Part {
  const files = ['state.json', ...(needs?.stateFiles ?? [])]
  const missing = files.filter((file) => !seen.has(file)).map((file) => `${name}: ${file}`)
  // Of an archive that has nothing of what we look for it is our knowledge that is incomplete.
  if (missing.length === files.length && !seen.has('CHECKPOINT'))
    return { unverified: [{ object: name, why: 'an archive of another form' }] }
  return missing.length === 0 ? {} : { missing }
}

export type Part = Partial<Pick<CopyLook, 'missing' | 'damaged' | 'unverified'>>

/** What a verdict says of an object, in the words of a copy. */
export function partOf(object: string, verdict: Verdict<unknown>): Part {
  switch (verdict.kind) {
    case 'whole':
      return {}
    case 'missing':
      return { missing: [object] }
    case 'damaged':
      return { damaged: [{ object, what: verdict.what }] }
    case 'unknown':
    case 'unread':
      return { unverified: [{ object, why: verdict.why }] }
    default:
      return verdict satisfies never
  }
}

const NO_LIST = 'no list of its batches stands in any place that we know'
