import { instant, unixMs } from '../../domain/instant.ts'
import type { StoredObject } from '../store-reader.ts'
import type { KeepingRefused, KeepPorts, ToKeep } from './keep.ts'
import type { KeptObject } from './kept-copy.ts'
import { addressOf } from './kept-names.ts'

export type KeptNow = {
  readonly kind: 'kept'
  readonly object: KeptObject
  readonly wasThere: boolean
}

type ObjectKept = KeptNow | { readonly kind: 'out-of-time' } | KeepingRefused

/** One object is in the archive and locked long enough on return; of what is known to be so, nothing is asked. */
export async function keepObject(
  { store, storeInS3, places, clock }: KeepPorts,
  { lockUntil, deadlineMs }: ToKeep,
  known: ReadonlyMap<string, KeptObject>,
  object: StoredObject,
): Promise<ObjectKept> {
  const isTimeUp = (): boolean => clock.now() >= deadlineMs
  if (isTimeUp()) return { kind: 'out-of-time' }
  const { writer } = places.objects
  const address = addressOf(object)
  const before = known.get(address)
  if (before !== undefined && writer.locks && before.lockedUntil !== null && before.lockedUntil >= lockUntil)
    return { kind: 'kept', object: before, wasThere: true }
  const lockUntilMs = lockedThrough(unixMs(lockUntil), clock.now())
  if (before !== undefined) {
    const locked = await writer.lock(address, lockUntilMs)
    if (locked !== undefined && locked.bytes !== object.bytes)
      return {
        kind: 'refused',
        why: `${object.name} is kept with ${locked.bytes} bytes instead of ${object.bytes}`,
        lasts: true,
      }
    if (locked !== undefined)
      return { kind: 'kept', object: { ...before, ...lockedAs(locked.lockedUntilMs) }, wasThere: true }
  }
  const inS3 = storeInS3 === null ? null : { bucket: storeInS3.bucket, key: storeInS3.prefix + object.name }
  const copied = await writer.copy(
    address,
    { reader: store, object, inS3 },
    { lockUntilMs, isTimeUp, isNameExact: true },
  )
  switch (copied.kind) {
    case 'copied': {
      const { digest, lockedUntilMs, wasThere } = copied
      const { name, bytes, etag } = object
      return {
        kind: 'kept',
        wasThere,
        object: { name, address, bytes, etag, digest, ...lockedAs(lockedUntilMs) },
      }
    }
    case 'out-of-time':
      return copied
    case 'differs':
    case 'taken':
      return { kind: 'refused', why: `${object.name}: the archive has other bytes in its place`, lasts: true }
    case 'changed':
      return { kind: 'refused', why: `${object.name} was written anew since it was verified`, lasts: false }
    case 'none':
      return { kind: 'refused', why: `${object.name} is gone`, lasts: false }
    case 'withheld':
      return { kind: 'refused', why: `${object.name} may not be read: ${copied.why}`, lasts: true }
    default:
      return copied satisfies never
  }
}

/**
 * An eighth longer than asked for. Checkpoints share most objects, and to prolong the lock of each with every checkpoint would be a request
 * for each, a minute: so it is done once in an eighth of the time.
 */
function lockedThrough(untilMs: number, nowMs: number): number {
  return untilMs + Math.max(0, Math.ceil((untilMs - nowMs) / 8))
}

function lockedAs(untilMs: number | null): Pick<KeptObject, 'lockedUntil'> {
  return { lockedUntil: untilMs === null ? null : instant(untilMs) }
}
