import pLimit from 'p-limit'
import { sha256Hex } from '../../domain/canonical.ts'
import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { Clock } from '../../domain/clock.ts'
import { type Instant, instant, unixMs } from '../../domain/instant.ts'
import type { Host } from '../format/layout.ts'
import type { Depth } from '../looking/remembered.ts'
import type { StoredObject, StoreReader } from '../store-reader.ts'
import { catalogEntryOf } from './catalog-entry.ts'
import { type KeptNow, keepObject } from './keep-object.ts'
import { newestKept, readKept } from './kept-copies.ts'
import { type KeptCopy, keptCopyText } from './kept-copy.ts'
import { keptFolder, keptName } from './kept-names.ts'
import type { KeptPlaces } from './kept-places.ts'

export interface KeepPorts {
  /** Where Feldera syncs to. */
  readonly store: StoreReader
  /** Where S3 itself finds the store with the archive's credentials; null: its bytes go through us. */
  readonly storeInS3: { readonly bucket: string; readonly prefix: string } | null
  readonly places: KeptPlaces
  readonly clock: Pick<Clock, 'now'>
  /** How many objects are copied at once. */
  readonly inFlight: number
  readonly progress: (done: number, of: number) => void
}

export interface ToKeep {
  /** `source/name`. */
  readonly pipeline: string
  readonly checkpoint: CheckpointMetadata
  readonly host: Host
  /** How many hosts have a catalog in the store. */
  readonly hosts: number
  /** All that it needs (`objectsOf`): the very writings that were verified. */
  readonly objects: readonly StoredObject[]
  readonly depth: Depth
  /** Until when nobody may delete it. */
  readonly lockUntil: Instant
  /** In Unix milliseconds: then it ends with what it has, and the next time goes on from there. */
  readonly deadlineMs: number
}

export type Keeping =
  | {
      readonly kind: 'kept'
      /** What says so, in the archive, and the SHA-256 of its bytes. */
      readonly object: string
      readonly sha256: string
      readonly copy: KeptCopy
      /** Written by this call; of what earlier checkpoints needed as well nothing is. */
      readonly copied: { readonly objects: number; readonly bytes: number }
    }
  /** Some objects are in the archive, and nothing says yet that the checkpoint is kept. */
  | { readonly kind: 'partly'; readonly done: number; readonly of: number }
  | KeepingRefused

export interface KeepingRefused {
  readonly kind: 'refused'
  readonly why: string
  /** False: the store has something else by now, and its next check tells what. True: it is refused again until a person has looked. */
  readonly lasts: boolean
}

/**
 * Copies a verified checkpoint into the archive. What says that it is kept is written last, so that half a checkpoint is never shown as
 * kept; killed at any point, or out of time, the same call goes on where it was. Throws `StoreFailure` where store or archive give no answer.
 */
export async function keepCheckpoint(ports: KeepPorts, asked: ToKeep): Promise<Keeping> {
  const { places, store, clock } = ports
  const { host, checkpoint, pipeline } = asked
  if (keptFolder(pipeline) === undefined) return refused(`no path can be made of ${pipeline}`, true)
  const before = await readKept(places, { host, uuid: checkpoint.uuid })
  if (before.kind === 'kept') return keptAs(asked, before.copy, before.bytes, NOTHING)
  if (before.kind === 'unreadable') return refused(`${keptName(host, checkpoint.uuid)}: ${before.why}`, true)
  const catalogEntry = await catalogEntryOf(store, host, checkpoint.uuid)
  if (catalogEntry === undefined) return refused('the catalog does not list it any more', false)
  const now = await keepObjects(ports, asked)
  if (now.kind !== 'kept') return now
  const copy: KeptCopy = {
    pipeline,
    uuid: checkpoint.uuid,
    host,
    hosts: asked.hosts,
    catalogEntry,
    depth: asked.depth,
    keptAt: instant(clock.now()),
    lockUntil: asked.lockUntil,
    objects: now.objects.map(({ object }) => object),
  }
  const bytes = Buffer.from(keptCopyText(copy))
  // The commit point: before it nothing is kept, after it everything is.
  const put = await places.checkpoints.writer.put(
    keptName(host, checkpoint.uuid),
    bytes,
    unixMs(asked.lockUntil),
  )
  if (put === 'put') return keptAs(asked, copy, bytes, sumOf(now.objects))
  const other = await readKept(places, { host, uuid: checkpoint.uuid })
  if (other.kind !== 'kept')
    return refused(`${keptName(host, checkpoint.uuid)} is there, and cannot be read`, true)
  return keptAs(asked, other.copy, other.bytes, sumOf(now.objects))
}

async function keepObjects(
  ports: KeepPorts,
  asked: ToKeep,
): Promise<
  { readonly kind: 'kept'; readonly objects: readonly KeptNow[] } | Exclude<Keeping, { kind: 'kept' }>
> {
  const newest = await newestKept(ports.places, asked.host)
  const known = new Map((newest?.objects ?? []).map((object) => [object.address, object]))
  const limit = pLimit(ports.inFlight)
  const objects: KeptNow[] = []
  let refusal: KeepingRefused | undefined
  await limit.map(asked.objects, async (object) => {
    if (refusal !== undefined) return
    const kept = await keepObject(ports, asked, known, object)
    if (kept.kind === 'refused') refusal ??= kept
    if (kept.kind !== 'kept') return
    objects.push(kept)
    ports.progress(objects.length, asked.objects.length)
  })
  if (refusal !== undefined) return refusal
  if (objects.length < asked.objects.length)
    return { kind: 'partly', done: objects.length, of: asked.objects.length }
  return { kind: 'kept', objects: objects.toSorted((a, b) => (a.object.name < b.object.name ? -1 : 1)) }
}

function keptAs(
  { pipeline, host, checkpoint }: ToKeep,
  copy: KeptCopy,
  bytes: Uint8Array,
  copied: typeof NOTHING,
): Keeping {
  const object = `${keptFolder(pipeline)}checkpoints/${keptName(host, checkpoint.uuid)}`
  return { kind: 'kept', object, sha256: sha256Hex(bytes), copy, copied }
}

const NOTHING = { objects: 0, bytes: 0 }

function sumOf(objects: readonly KeptNow[]): typeof NOTHING {
  const fresh = objects.filter(({ wasThere }) => !wasThere)
  return { objects: fresh.length, bytes: fresh.reduce((sum, { object }) => sum + object.bytes, 0) }
}

function refused(why: string, lasts: boolean): KeepingRefused {
  return { kind: 'refused', why, lasts }
}
