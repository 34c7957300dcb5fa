import type { SeenCopy, SeenStore, Unverified } from './stored-copy.ts'
import { isFaulty } from './stored-copy.ts'

/** Whether a look shows anything that a race with Feldera's own push or retention would show as well. */
export function isSuspicious({ copies, gone, damaged }: SeenStore): boolean {
  return copies.some(isFaulty) || gone.length > 0 || damaged.length > 0
}

/**
 * What stands of two looks, one behind the other: the later one's copies, and of what is bad only what both show.
 * What one look alone shows is neither good nor bad: the next check decides.
 */
export function agreed(first: SeenStore, again: SeenStore): SeenStore {
  const before = new Map(first.copies.map((copy) => [keyOf(copy), copy]))
  const goneBefore = new Set(first.gone)
  const damagedBefore = new Set(first.damaged.map(({ object }) => object))
  const once = again.damaged.filter(({ object }) => !damagedBefore.has(object))
  return {
    ...again,
    copies: again.copies.map((copy) => agreedCopy(before.get(keyOf(copy)), copy)),
    gone: again.gone.filter((uuid) => goneBefore.has(uuid)),
    damaged: again.damaged.filter(({ object }) => damagedBefore.has(object)),
    unverified: [...again.unverified, ...once.map(({ object }) => seenOnce(object))],
  }
}

function agreedCopy(first: SeenCopy | undefined, again: SeenCopy): SeenCopy {
  if (!isFaulty(again)) return again
  const missing = new Set(first?.missing)
  const damaged = new Set(first?.damaged.map(({ object }) => object))
  const changed = new Set(first?.changed)
  const once = [
    ...again.missing.filter((object) => !missing.has(object)),
    ...again.damaged.flatMap(({ object }) => (damaged.has(object) ? [] : [object])),
    ...again.changed.filter((object) => !changed.has(object)),
  ]
  return {
    ...again,
    // Of what is missing in one look it cannot be said that the copy is complete.
    isListKnown: again.isListKnown && again.missing.every((object) => missing.has(object)),
    missing: again.missing.filter((object) => missing.has(object)),
    damaged: again.damaged.filter(({ object }) => damaged.has(object)),
    changed: again.changed.filter((object) => changed.has(object)),
    unverified: [...again.unverified, ...once.map(seenOnce)],
  }
}

function seenOnce(object: string): Unverified {
  return { object, why: 'one look shows it otherwise than the next: it is being written or removed' }
}

function keyOf({ host, checkpoint }: SeenCopy): string {
  return `${host ?? ''}/${checkpoint.uuid}`
}
