import { bornMs, type Uuid } from '../../domain/checkpoint.ts'
import { parseCatalog } from '../format/documents.ts'
import { catalogName } from '../format/layout.ts'
import { catalogOf } from '../keeping/catalog-entry.ts'
import { keptCheckpoints, readKept } from '../keeping/kept-copies.ts'
import type { KeptCopy } from '../keeping/kept-copy.ts'
import type { KeptPlaceOf } from '../keeping/kept-names.ts'
import type { KeptPlaces } from '../keeping/kept-places.ts'
import type { Planned, PlannedObject } from './restore-plan.ts'

export interface KeptSource {
  readonly places: KeptPlaces
  /** Where S3 itself finds what is below `objects/`, with the credentials of who writes; null: its bytes go through us. */
  readonly objectsInS3: { readonly bucket: string; readonly prefix: string } | null
}

/** What it takes to restore from kept copies. Of several hosts each has a UUID of its own for one step: any of them names the step. */
export async function planOfKept(source: KeptSource, uuid: Uuid): Promise<Planned> {
  const kept = await keptCheckpoints(source.places)
  const place = kept.find((one) => one.uuid === uuid)
  if (place === undefined) return refused(`no copy of ${uuid} is kept`)
  const read = await readKept(source.places, place)
  if (read.kind !== 'kept') return refused(`the record of ${uuid} cannot be read`)
  const all = await everyHost(source.places, kept, read.copy)
  if (typeof all === 'string') return refused(all)
  // Hosts share the folder of batches, and none has a name of another's.
  const objects = new Map(
    all.flatMap((copy) => copy.objects.map((object) => [object.name, planned(source, object)])),
  )
  return {
    kind: 'planned',
    plan: {
      checkpoints: all.map(({ host, uuid: own }) => ({ host, uuid: own })),
      objects: [...objects.values()],
      catalogs: new Map(all.map(({ host, catalogEntry }) => [catalogName(host), catalogOf(catalogEntry)])),
    },
  }
}

function planned(
  { places: { objects }, objectsInS3 }: KeptSource,
  { name, address, bytes, digest }: KeptCopy['objects'][number],
): PlannedObject {
  return {
    name,
    bytes,
    digest,
    from: async () => {
      const object = await objects.reader.head(address)
      if (object === undefined || object.bytes !== bytes) return undefined
      const inS3 =
        objectsInS3 === null ? null : { bucket: objectsInS3.bucket, key: objectsInS3.prefix + address }
      return { reader: objects.reader, object, inS3 }
    },
  }
}

// Hosts begin a step within seconds of each other; between two steps lies a minute or more.
const NEIGHBOURS = 50

/** The copies of the same step of all hosts, or why they are not all kept. */
async function everyHost(
  places: KeptPlaces,
  kept: readonly KeptPlaceOf[],
  first: KeptCopy,
): Promise<readonly KeptCopy[] | string> {
  if (first.host === null) return [first]
  const step = stepOf(first)
  if (step === null)
    return `${first.uuid} does not say its step: which checkpoints of other hosts belong to it cannot be known`
  const all: KeptCopy[] = []
  for (let i = 0; i < first.hosts; i += 1) {
    const host = String(i)
    const copy = host === first.host ? first : await copyOfStep(places, kept, host, first.uuid, step)
    if (copy === undefined)
      return `no copy of step ${step} of host${host} is kept: all ${first.hosts} hosts are needed`
    all.push(copy)
  }
  return all
}

async function copyOfStep(
  places: KeptPlaces,
  kept: readonly KeptPlaceOf[],
  host: string,
  near: Uuid,
  step: string,
): Promise<KeptCopy | undefined> {
  const away = ({ uuid }: KeptPlaceOf): number => Math.abs((bornMs(uuid) ?? 0) - (bornMs(near) ?? 0))
  const nearest = kept.filter((one) => one.host === host).toSorted((a, b) => away(a) - away(b))
  for (const place of nearest.slice(0, NEIGHBOURS)) {
    const read = await readKept(places, place)
    if (read.kind === 'kept' && stepOf(read.copy) === step) return read.copy
  }
  return undefined
}

function stepOf({ catalogEntry }: KeptCopy): string | null {
  const catalog = parseCatalog(catalogOf(catalogEntry))
  return catalog.kind === 'whole' ? (catalog.value[0]?.steps ?? null) : null
}

function refused(why: string): Planned {
  return { kind: 'refused', why }
}
