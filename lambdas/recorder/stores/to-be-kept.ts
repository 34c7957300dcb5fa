import { bornAt } from '../../domain/checkpoint.ts'
import type { Copies, Copy } from '../../domain/copies/copies.ts'
import { unixMs } from '../../domain/instant.ts'
import { objectsOf } from '../../stores/keeping/objects-of.ts'
import type { Remembered } from '../../stores/looking/remembered.ts'
import type { StoredObject } from '../../stores/store-reader.ts'

export interface ToBeKept {
  readonly copy: Copy
  readonly objects: readonly StoredObject[]
}

/** What a store has verified and nobody has told to be kept, the newest first. */
export function toBeKept({ copies, kept }: Copies, remembered: Remembered): readonly ToBeKept[] {
  const isKept = new Set(kept.map(({ uuid }) => uuid))
  return copies
    .filter(({ rung, checkpoint }) => rung === 'verified' && !isKept.has(checkpoint.uuid))
    .flatMap((copy) => {
      const objects = objectsOf(remembered, copy.host, copy.checkpoint.uuid)
      // Not all of it was read this time: nobody could say which writing is the one that is whole.
      return objects === undefined ? [] : [{ copy, objects }]
    })
    .toSorted((a, b) => bornMs(b.copy) - bornMs(a.copy))
}

function bornMs({ checkpoint, firstSeenAt }: Copy): number {
  return unixMs(bornAt(checkpoint.uuid) ?? firstSeenAt)
}
