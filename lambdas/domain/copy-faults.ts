import type { CheckpointMetadata } from './checkpoint.ts'
import type { Faults } from './copies.ts'
import { differs } from './copy-difference.ts'
import { type CopyEvent, copyEvent, objectsNamed } from './copy-event.ts'
import type { Damage, SeenCopy } from './stored-copy.ts'

/** What is wrong with a copy, told where any object of it was not told before; what was put right is forgotten, but for changes. */
export function faultsTold(
  told: Faults,
  seen: SeenCopy,
  shown: CheckpointMetadata | undefined,
): { readonly events: readonly CopyEvent[]; readonly told: Faults } {
  const { uuid } = seen.checkpoint
  const missing = seen.missing.map((object) => ({ object, what: 'it is missing' }))
  const damaged = [...seen.damaged, ...contradiction(seen.checkpoint, shown)]
  const changed = seen.changed.map((object) => ({ object, what: 'it was written again' }))
  const events = [
    tell('copy-incomplete', told.incomplete, missing),
    tell('copy-corrupt', told.corrupt, damaged),
    tell('copy-changed', told.changed, changed),
  ].flat()
  return {
    events,
    told: {
      incomplete: [...namesOf(missing), ...undecided(told.incomplete)],
      corrupt: [...namesOf(damaged), ...undecided(told.corrupt)],
      changed: [...new Set([...told.changed, ...namesOf(changed)])],
    },
  }

  /** What was told and could not be looked at now is not told again when it can. */
  function undecided(before: readonly string[]): readonly string[] {
    return before.filter((name) => seen.unverified.some(({ object }) => object === name))
  }

  function tell(
    kind: 'copy-incomplete' | 'copy-corrupt' | 'copy-changed',
    before: readonly string[],
    now: readonly Damage[],
  ): readonly CopyEvent[] {
    const known = new Set(before)
    const isNew = now.some(({ object }) => !known.has(object))
    return isNew ? [copyEvent(kind, uuid, { ...objectsNamed(now), host: seen.host })] : []
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

function namesOf(damages: readonly Damage[]): readonly string[] {
  return damages.map(({ object }) => object)
}
