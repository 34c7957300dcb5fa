import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { Damage, Unverified } from '../../domain/copies/stored-copy.ts'
import { MAX_CATALOG_BYTES, MAX_OWNER_BYTES, parseCatalog, parseOwner } from '../format/documents.ts'
import { catalogName, type Host } from '../format/layout.ts'
import type { Parsed } from '../format/parsed.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'
import type { Listing } from './listing.ts'
import { isSame, type KnownCatalog, type KnownOwner, type Remembered } from './remembered.ts'

export interface CatalogsSeen {
  readonly copies: readonly { readonly host: Host; readonly checkpoint: CheckpointMetadata }[]
  /** Hosts of whose catalog nothing could be learnt: their copies are neither there nor gone. */
  readonly unseen: ReadonlySet<Host>
  readonly catalogs: ReadonlyMap<string, KnownCatalog>
  readonly damaged: readonly Damage[]
  readonly unverified: readonly Unverified[]
}

/** Reads every catalog that is not the one that was read before. */
export async function catalogsOf(
  reader: StoreReader,
  listing: Listing,
  { catalogs: known }: Remembered,
): Promise<CatalogsSeen> {
  const copies: { host: Host; checkpoint: CheckpointMetadata }[] = []
  const catalogs = new Map<string, KnownCatalog>()
  const unseen = new Set<Host>()
  const damaged: Damage[] = []
  const unverified: Unverified[] = []
  for (const { host, object } of listing.catalogs) {
    const before = known.get(object.name)
    const read =
      before !== undefined && isSame(before, object)
        ? ({ kind: 'whole', value: before } as const)
        : await readCatalog(reader, object)
    if (read.kind === 'damaged') damaged.push({ object: object.name, what: read.what })
    if (read.kind === 'unknown') unverified.push({ object: object.name, why: read.why })
    if (read.kind !== 'whole') {
      unseen.add(host)
      continue
    }
    catalogs.set(object.name, read.value)
    copies.push(...read.value.checkpoints.map((checkpoint) => ({ host, checkpoint })))
  }
  return { copies, unseen, catalogs, damaged, unverified: [...unverified, ...hostsWithout(listing)] }
}

/** Hosts are numbered without a gap: one that has no catalog has pushed nothing yet, or lost it. */
function hostsWithout({ catalogs }: Listing): readonly Unverified[] {
  const there = new Set(catalogs.map(({ host }) => host))
  const highest = Math.max(-1, ...catalogs.flatMap(({ host }) => (host === null ? [] : [Number(host)])))
  return Array.from({ length: highest + 1 }, (_, i) => String(i))
    .filter((host) => !there.has(host))
    .map((host) => ({ object: catalogName(host), why: 'it is not there, and a later host has one' }))
}

async function readCatalog(reader: StoreReader, { name }: StoredObject): Promise<Parsed<KnownCatalog>> {
  const read = await reader.read(name, MAX_CATALOG_BYTES)
  switch (read.kind) {
    case 'had': {
      const parsed = parseCatalog(read.bytes)
      // As it was read, which may be a later writing than the listing's.
      return parsed.kind === 'whole'
        ? { kind: 'whole', value: { ...identity(read.object), checkpoints: parsed.value } }
        : parsed
    }
    case 'too-large':
      return { kind: 'unknown', why: `a catalog of ${read.object.bytes} bytes` }
    case 'none':
      return { kind: 'unknown', why: 'it went while it was read' }
    case 'withheld':
      return { kind: 'unknown', why: `it may not be read: ${read.why}` }
    default:
      return read satisfies never
  }
}

/** The pipeline that says it syncs here. That nobody does, or that it cannot be read, does not say that it is another. */
export async function ownerOf(
  reader: StoreReader,
  { owner }: Listing,
  { owner: before }: Remembered,
): Promise<KnownOwner | null> {
  if (owner === undefined) return null
  if (before !== null && isSame(before, owner)) return before
  const read = await reader.read(owner.name, MAX_OWNER_BYTES)
  if (read.kind !== 'had') return null
  const parsed = parseOwner(read.bytes)
  return { ...identity(read.object), name: parsed.kind === 'whole' ? parsed.value : null }
}

function identity({ bytes, etag }: StoredObject): { readonly bytes: number; readonly etag: string } {
  return { bytes, etag }
}
