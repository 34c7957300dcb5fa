import { bornAt, type CheckpointMetadata, type Uuid } from '../checkpoint.ts'
import type { Instant } from '../instant.ts'
import type { Listed, State } from '../state.ts'
import type { Circumstances, Listing } from './finding.ts'
import { isSibling } from './hosts.ts'

/**
 * Of several hosts: what was made after a checkpoint, though its UUID says that it was made before and its steps need not say otherwise: after
 * a restart elsewhere all clocks were behind. A logical checkpoint that is there on all hosts, each of them first seen later than what is
 * gone, was not brought back by one host that had been away; and where something of before the restart is listed beside it,
 * or was when it was first seen, it is no older catalog either.
 */
export function madeSince(
  seen: Listing,
  believed: State,
  { acquaintances }: Pick<Circumstances, 'acquaintances'>,
  hosts: number,
): (gone: Listed) => ReadonlySet<Uuid> {
  const known = new Map(believed.listed.map((one) => [one.uuid, one]))
  const all = [...believed.listed, ...seen.filter(({ uuid }) => !known.has(uuid) && !acquaintances.has(uuid))]
  return (gone) => {
    const isSeenLater = ({ uuid }: CheckpointMetadata): boolean =>
      !acquaintances.has(uuid) && (known.get(uuid)?.firstSeenAt ?? '~') > gone.firstSeenAt
    const later = all.filter((one) => isSeenLater(one) && !isSibling(one, gone))
    // Only where a clock went back is any of this older than what it was first seen behind.
    if (later.every(({ uuid }) => uuid > gone.uuid)) return NONE
    const goesOn = seen.some((one) => known.has(one.uuid) && (one.uuid > gone.uuid || isSibling(one, gone)))
    const whole = later.filter(
      (one) =>
        later.filter((other) => isOfOne(one, other)).length === hosts && (goesOn || known.has(one.uuid)),
    )
    const first = whole.map(({ uuid }) => uuid).toSorted()[0]
    if (first === undefined) return NONE
    return new Set(later.flatMap(({ uuid }) => (uuid >= first ? [uuid] : [])))
  }
}

/** Whether it claims to have been begun before our first look. Shown for the first time later, it is of a clock that went back. */
export function isFromBefore({ uuid }: CheckpointMetadata, watchedSince: Instant): boolean {
  return (bornAt(uuid) ?? watchedSince) < watchedSince
}

const NONE: ReadonlySet<Uuid> = new Set()

function isOfOne(a: CheckpointMetadata, b: CheckpointMetadata): boolean {
  return a.uuid === b.uuid || isSibling(a, b)
}
