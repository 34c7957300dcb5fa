import type { CheckpointMetadata } from '../checkpoint.ts'
import type { Faults } from './copies.ts'
import { differs } from './copy-difference.ts'
import { type CopyEvent, copyEvent, firstOf, mended, objectsNamed } from './copy-event.ts'
import type { Damage, SeenCopy } from './stored-copy.ts'

/** What is wrong with a copy, told where any object of it was not told before, and what is right again; a change never is. */
export function faultsTold(
  told: Faults,
  seen: SeenCopy,
  shown: CheckpointMetadata | undefined,
  data: CopyEvent['data'],
): readonly CopyEvent[] {
  const { uuid } = seen.checkpoint
  const missing = seen.missing.map((object) => ({ object, what: 'it is missing' }))
  const damaged = [...contradiction(seen.checkpoint, shown), ...seen.damaged]
  const changed = seen.changed.map((object) => ({ object, what: 'it was written again' }))
  return [
    tell('copy-incomplete', told.incomplete, missing),
    tell('copy-corrupt', told.corrupt, damaged),
    tell('copy-changed', told.changed, changed),
  ].flat()

  function tell(
    kind: 'copy-incomplete' | 'copy-corrupt' | 'copy-changed',
    before: readonly string[],
    now: readonly Damage[],
  ): readonly CopyEvent[] {
    const known = new Set(before)
    // Beyond the first so many nothing is named, and so nothing is known to have been told.
    const isNew = firstOf(now).some(({ object }) => !known.has(object))
    if (isNew) return [copyEvent(kind, uuid, { ...data, ...objectsNamed(now) })]
    const isOver = kind !== 'copy-changed' && before.length > 0 && now.length === 0
    return isOver && !before.some(isUndecided) ? [mended(kind, uuid, data)] : []
  }

  /** What was told and could not be looked at now is neither wrong nor right; what was damaged and is missing now is not mended. */
  function isUndecided(name: string): boolean {
    return seen.unverified.some(({ object }) => object === name) || seen.missing.includes(name)
  }
}

/** The catalog of the store says something else than the pipeline's own answer. */
function contradiction(stored: CheckpointMetadata, shown: CheckpointMetadata | undefined): readonly Damage[] {
  if (shown === undefined) return []
  return differs(shown, stored).map((field) => ({
    object: `checkpoints.feldera: ${field}`,
    what: `${stored[field] ?? 'null'}, while the pipeline showed ${shown[field] ?? 'null'}`,
  }))
}
