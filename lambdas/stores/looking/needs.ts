import { createHash } from 'node:crypto'
import type { Uuid } from '../../domain/checkpoint.ts'
import { type ArchiveSeen, MAX_DEPENDENCIES_BYTES } from '../format/archive-check.ts'
import { type Dependencies, parseDependencies } from '../format/documents.ts'
import { dependenciesName } from '../format/layout.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'
import type { Listing } from './listing.ts'
import { isSame, type KnownNeeds, type Remembered } from './remembered.ts'
import type { Verdict } from './verdict.ts'

/** What a checkpoint needs, and whether that is as it was known. */
export interface NeedsSeen {
  readonly object: string
  readonly verdict: Verdict<KnownNeeds>
  /** The same UUID needed other things before. */
  readonly isChanged: boolean
  /** Files that the archive must hold, where the list was read anew and says so. */
  readonly stateFiles: readonly string[] | null
  /** Read by this look: its archive must be looked at as well. */
  readonly isAnew: boolean
}

/**
 * Reads the list at its place in the store; undefined where this store has its lists elsewhere.
 * A list that is remembered is read all the same where its archive is not: it says what that must hold.
 */
export async function needsOf(
  reader: StoreReader,
  listing: Listing,
  remembered: Remembered,
  uuid: Uuid,
  isArchiveSettled: boolean,
): Promise<NeedsSeen | undefined> {
  const name = dependenciesName(uuid)
  const before = remembered.needs.get(uuid)
  // A listing is no snapshot: what was pushed while it was read is looked for by its name. Where no lists stand at all, none is.
  const isExpected = listing.hasDependencies || before?.object.name === name
  const object = listing.objects.get(name) ?? (isExpected ? await reader.head(name) : undefined)
  if (object === undefined) return isExpected ? unread(name, { kind: 'missing' }) : undefined
  if (isArchiveSettled && before?.object.name === name && isSame(before.object, object)) return known(before)
  const read = await reader.read(name, MAX_DEPENDENCIES_BYTES)
  switch (read.kind) {
    case 'had':
      return parsed(listing, read.object, read.bytes, before)
    case 'none':
      return unread(name, { kind: 'missing' })
    case 'too-large':
      return unread(name, { kind: 'unknown', why: `a list of ${read.object.bytes} bytes` })
    case 'withheld':
      return unread(name, { kind: 'unread', why: `it may not be read: ${read.why}` })
    default:
      return read satisfies never
  }
}

/** The list that stands in the archive itself; undefined where it holds none. */
export function needsWithin(
  listing: Listing,
  archive: StoredObject,
  { dependencies }: ArchiveSeen,
  remembered: Remembered,
  uuid: Uuid,
): NeedsSeen | undefined {
  if (dependencies === undefined) return undefined
  return parsed(listing, archive, dependencies, remembered.needs.get(uuid))
}

/** What is remembered of a list in an archive that is still the same. */
export function knownWithin(
  archive: StoredObject,
  remembered: Remembered,
  uuid: Uuid,
): NeedsSeen | undefined {
  const before = remembered.needs.get(uuid)
  if (before === undefined || before.object.name !== archive.name) return undefined
  return isSame(before.object, archive) ? known(before) : undefined
}

function known(before: KnownNeeds): NeedsSeen {
  return {
    object: before.object.name,
    verdict: { kind: 'whole', value: before },
    isChanged: false,
    stateFiles: null,
    isAnew: false,
  }
}

function parsed(
  { objects }: Listing,
  object: StoredObject,
  bytes: Uint8Array,
  before: KnownNeeds | undefined,
): NeedsSeen {
  const list = parseDependencies(bytes)
  if (list.kind !== 'whole') return unread(object.name, list)
  // The listing's own texts: a hundred lists of the same batches then hold each name once.
  const batches = list.value.batches.map((name) => objects.get(name)?.name ?? name)
  const needs = { object, digest: digestOf(list.value), batches }
  return {
    object: object.name,
    verdict: { kind: 'whole', value: needs },
    isChanged: before !== undefined && before.digest !== needs.digest,
    stateFiles: list.value.stateFiles,
    isAnew: true,
  }
}

function unread(object: string, verdict: Verdict<KnownNeeds>): NeedsSeen {
  return { object, verdict, isChanged: false, stateFiles: null, isAnew: true }
}

/** In whatever order the list names them. */
function digestOf({ batches, stateFiles }: Dependencies): string {
  const said = [batches.toSorted(), stateFiles?.toSorted() ?? null]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
