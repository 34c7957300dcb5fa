import type { Uuid } from '../../domain/checkpoint.ts'
import type { Damage, Unverified } from '../../domain/copies/stored-copy.ts'
import { archiveName, catalogName } from '../format/layout.ts'
import { catalogEntryOf, catalogOf } from '../keeping/catalog-entry.ts'
import { objectsOf } from '../keeping/objects-of.ts'
import { type LookPorts, lookAtBatches } from '../looking/batch-looks.ts'
import { catalogsOf } from '../looking/catalogs.ts'
import { type CopyLook, lookAtCopy, partOf } from '../looking/copy-look.ts'
import { listingOf } from '../looking/listing.ts'
import { type Depth, type Known, NOTHING_REMEMBERED } from '../looking/remembered.ts'
import type { StoreReader } from '../store-reader.ts'
import type { Planned, PlannedObject } from './restore-plan.ts'

export interface StoreSource extends LookPorts {
  /** Where S3 itself finds the store, with the credentials of who writes; null: its bytes go through us. */
  readonly storeInS3: { readonly bucket: string; readonly prefix: string } | null
}

/** What it takes to restore from the store itself: looks at that one checkpoint, and takes it only if all of it is whole. */
export async function planOfStore(source: StoreSource, uuid: Uuid, depth: Depth): Promise<Planned> {
  const { reader } = source
  const listing = await listingOf(reader, () => {})
  const { copies } = await catalogsOf(reader, listing, NOTHING_REMEMBERED)
  const first = copies.find(({ checkpoint }) => checkpoint.uuid === uuid)
  if (first === undefined) return { kind: 'refused', why: `no catalog of the store lists ${uuid}` }
  const { steps } = first.checkpoint
  const step =
    first.host === null ? [first] : copies.filter((one) => steps !== null && one.checkpoint.steps === steps)
  const hosts = new Set(step.map(({ host }) => host))
  if (first.host !== null && hosts.size < listing.catalogs.length)
    return {
      kind: 'refused',
      why: `${hosts.size} of ${listing.catalogs.length} hosts have step ${steps ?? '?'}: all are needed`,
    }
  const looks: CopyLook[] = []
  for (const copy of step) looks.push(await lookAtCopy(reader, listing, NOTHING_REMEMBERED, copy))
  const batches = await lookAtBatches(source, listing, NOTHING_REMEMBERED, depth, looks)
  const parts = [...looks, ...[...batches].map(([name, { verdict }]) => partOf(name, verdict))]
  const damaged: readonly Damage[] = parts.flatMap((part) => [
    ...(part.damaged ?? []),
    ...(part.missing ?? []).map((object) => ({ object, what: 'it is missing' })),
  ])
  const unverified: readonly Unverified[] = parts.flatMap((part) => part.unverified ?? [])
  const known = new Map<string, Known>()
  for (const [name, { known: own }] of batches) if (own !== undefined) known.set(name, own)
  const objects = new Map<string, PlannedObject>()
  const catalogs = new Map<string, Uint8Array>()
  for (const { host, checkpoint, needs, archive } of looks) {
    if (archive !== undefined) known.set(archiveName(host, checkpoint.uuid), archive)
    const own = new Map(needs === undefined ? [] : [[checkpoint.uuid, needs]])
    for (const object of objectsOf({ objects: known, needs: own }, host, checkpoint.uuid) ?? [])
      objects.set(object.name, planned(reader, source.storeInS3, object))
    const entry = await catalogEntryOf(reader, host, checkpoint.uuid)
    if (entry === undefined) return { kind: 'refused', why: `the catalog lists ${checkpoint.uuid} no more` }
    catalogs.set(catalogName(host), catalogOf(entry))
  }
  if (damaged.length + unverified.length > 0) return { kind: 'unfit', damaged, unverified }
  const checkpoints = looks.map(({ host, checkpoint }) => ({ host, uuid: checkpoint.uuid }))
  return { kind: 'planned', plan: { checkpoints, objects: [...objects.values()], catalogs } }
}

function planned(
  reader: StoreReader,
  inS3: StoreSource['storeInS3'],
  object: { readonly name: string; readonly bytes: number; readonly etag: string },
): PlannedObject {
  const { name, bytes } = object
  return {
    name,
    bytes,
    digest: null,
    from: async () => ({
      reader,
      object,
      inS3: inS3 === null ? null : { bucket: inS3.bucket, key: inS3.prefix + name },
    }),
  }
}
