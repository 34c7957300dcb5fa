import { type Host, roleOf } from '../format/layout.ts'
import { type StoredObject, StoreFailure, type StoreReader } from '../store-reader.ts'

/** A complete listing, by name: what it holds that is of no use to a checkpoint is only counted. */
export interface Listing {
  readonly objects: ReadonlyMap<string, StoredObject>
  readonly catalogs: readonly { readonly host: Host; readonly object: StoredObject }[]
  readonly owner: StoredObject | undefined
  /** Whether lists of batches stand where we expect them. */
  readonly hasDependencies: boolean
  readonly others: number
}

// Some 200 MB of memory. A pipeline with more than this has batches by the hundred thousand at once.
const MAX_OBJECTS = 1_000_000

export async function listingOf(reader: StoreReader, progress: (listed: number) => void): Promise<Listing> {
  const objects = new Map<string, StoredObject>()
  const catalogs: { host: Host; object: StoredObject }[] = []
  let others = 0
  let hasDependencies = false
  for await (const page of reader.list()) {
    for (const object of page) {
      const role = roleOf(object.name)
      if (role.kind === 'other') others += 1
      else objects.set(object.name, object)
      if (role.kind === 'catalog') catalogs.push({ host: role.host, object })
      if (role.kind === 'dependencies') hasDependencies = true
    }
    if (objects.size > MAX_OBJECTS)
      throw new StoreFailure(`more than ${MAX_OBJECTS} objects: not read further`)
    progress(objects.size + others)
  }
  return {
    objects,
    catalogs: catalogs.toSorted((a, b) => Number(a.host ?? 0) - Number(b.host ?? 0)),
    owner: objects.get('owner.json'),
    hasDependencies,
    others,
  }
}
