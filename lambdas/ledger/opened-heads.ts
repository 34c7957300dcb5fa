import { keepNewest } from '../domain/keep-newest.ts'
import type { Sealed } from '../domain/sealing.ts'
import { type Item, sealedFrom } from './item.ts'

// What one invocation polls, and some (DESIGN §9): some 10 KB each.
const MOST = 2_500

interface Opened {
  readonly item: Item
  readonly sealed: Sealed
}

/**
 * Reads heads back as `sealedFrom` does, and knows again what it has opened: of an unchanged pipeline the same item comes with every run,
 * and to check and decompress it takes longer than to compare two lists. Only where nothing that is read of it differs is it the same.
 */
export function createOpenedHeads(most = MOST): (item: Item) => Sealed {
  const opened = new Map<string, Opened>()
  return (item) => {
    const name = String(item['pk']?.S)
    const known = opened.get(name)
    if (known !== undefined && isSame(known.item, item)) return known.sealed
    const sealed = sealedFrom(item)
    keepNewest(opened, name, { item, sealed }, most)
    return sealed
  }
}

function isSame(a: Item, b: Item): boolean {
  return (
    a['pk']?.S === b['pk']?.S &&
    a['sk']?.N === b['sk']?.N &&
    a['hash']?.S === b['hash']?.S &&
    a['body']?.S === b['body']?.S &&
    a['state']?.S === b['state']?.S &&
    isSameBytes(a['state']?.B, b['state']?.B)
  )
}

function isSameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0)
}
