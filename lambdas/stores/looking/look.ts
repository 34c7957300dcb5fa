import pLimit from 'p-limit'
import type { Uuid } from '../../domain/checkpoint.ts'
import type { SeenCopy, SeenStore } from '../../domain/copies/stored-copy.ts'
import { archiveName } from '../format/layout.ts'
import { type BatchLook, type LookPorts, lookAtBatches } from './batch-looks.ts'
import { type CatalogsSeen, catalogsOf, ownerOf } from './catalogs.ts'
import { type CopyLook, lookAtCopy, partOf } from './copy-look.ts'
import { listingOf } from './listing.ts'
import type { Depth, Known, KnownNeeds, Remembered } from './remembered.ts'

/** One look at a store: what it showed, and what need not be read by the next. */
export interface Look {
  readonly seen: SeenStore
  readonly remembered: Remembered
  readonly listed: { readonly objects: number; readonly others: number; readonly catalogs: number }
}

/**
 * Looks once: lists, and reads what is new. Objects come before the catalog that lists them, so what is missing here may be a
 * race with Feldera's own push or retention: `check` looks again before it is believed.
 */
export async function look(
  ports: LookPorts,
  remembered: Remembered,
  believed: ReadonlyMap<Uuid, string | null>,
  depth: Depth,
): Promise<Look> {
  const { reader, progress } = ports
  const listing = await listingOf(reader, (listed) => progress('objects listed', listed, null))
  const catalogs = await catalogsOf(reader, listing, remembered)
  const limit = pLimit(ports.inFlight)
  let done = 0
  const copies = await limit.map(catalogs.copies, async (copy) => {
    const seen = await lookAtCopy(reader, listing, remembered, copy)
    if (seen.archive !== undefined) ports.learnt?.(archiveName(copy.host, copy.checkpoint.uuid), seen.archive)
    progress('checkpoints', (done += 1), catalogs.copies.length)
    return seen
  })
  const batches = await lookAtBatches(ports, listing, remembered, depth, copies)
  const owner = await ownerOf(reader, listing, remembered)
  const told = remarkable(batches)
  const seen: SeenStore = {
    owner: owner?.name ?? null,
    copies: copies.map((copy) => seenCopy(copy, told)),
    gone: goneFrom(believed, catalogs),
    damaged: catalogs.damaged,
    unverified: catalogs.unverified,
  }
  return {
    seen,
    remembered: rememberedFrom(remembered, { ...catalogs, owner }, copies, batches),
    listed: {
      objects: listing.objects.size,
      others: listing.others,
      catalogs: listing.catalogs.length,
    },
  }
}

/** Batches of which there is something to be said: of the others a hundred copies may need a hundred thousand each. */
function remarkable(batches: ReadonlyMap<string, BatchLook>): ReadonlyMap<string, BatchLook> {
  return new Map([...batches].filter(([, { verdict, isChanged }]) => isChanged || verdict.kind !== 'whole'))
}

function seenCopy(copy: CopyLook, remarkable: ReadonlyMap<string, BatchLook>): SeenCopy {
  const names = remarkable.size === 0 ? [] : (copy.needs?.batches ?? [])
  const own = names
    .filter((name) => remarkable.has(name))
    .map((name) => ({ name, part: partOf(name, remarkable.get(name)?.verdict ?? { kind: 'missing' }) }))
  return {
    checkpoint: copy.checkpoint,
    host: copy.host,
    isListKnown: copy.needs !== undefined,
    missing: [...copy.missing, ...own.flatMap(({ part }) => part.missing ?? [])],
    damaged: [...copy.damaged, ...own.flatMap(({ part }) => part.damaged ?? [])],
    changed: [
      ...copy.changed,
      ...own.flatMap(({ name }) => (remarkable.get(name)?.isChanged === true ? [name] : [])),
    ],
    unverified: [...copy.unverified, ...own.flatMap(({ part }) => part.unverified ?? [])],
  }
}

function goneFrom(
  believed: ReadonlyMap<Uuid, string | null>,
  { copies, unseen }: CatalogsSeen,
): readonly Uuid[] {
  const there = new Set(copies.map(({ checkpoint }) => checkpoint.uuid))
  return [...believed].flatMap(([uuid, host]) => (there.has(uuid) || unseen.has(host) ? [] : [uuid]))
}

function rememberedFrom(
  before: Remembered,
  { catalogs, unseen, owner }: CatalogsSeen & Pick<Remembered, 'owner'>,
  copies: readonly CopyLook[],
  batches: ReadonlyMap<string, BatchLook>,
): Remembered {
  // Of a host whose catalog could not be read nothing is forgotten.
  const kept = unseen.size > 0
  const needs = new Map<Uuid, KnownNeeds>(kept ? before.needs : [])
  const objects = new Map<string, Known>(kept ? before.objects : [])
  for (const { checkpoint, host, needs: own, archive } of copies) {
    // A list that is missing now stood there, and is to be missed by the next look as well.
    const last = own ?? before.needs.get(checkpoint.uuid)
    if (last !== undefined) needs.set(checkpoint.uuid, last)
    if (archive !== undefined) objects.set(archiveName(host, checkpoint.uuid), archive)
  }
  for (const [name, { known }] of batches) if (known !== undefined) objects.set(name, known)
  return { objects, catalogs, needs, owner }
}
