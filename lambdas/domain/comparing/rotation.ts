import { type CheckpointMetadata, isTimed, type Uuid } from '../checkpoint.ts'
import type { Listed, State } from '../state.ts'
import { madeSince } from './clock-back.ts'
import type { Circumstances, Listing } from './finding.ts'
import { apartIn, areOfOne, hostsOf, rotatedOn } from './hosts.ts'
import { newness } from './newness.ts'

export interface Rotation {
  /** How many newer ones the answer lists. */
  readonly newer: number
  /** Whether they are enough: then it has gone as all do (DESIGN §5). */
  readonly hasRotated: boolean
}

/** Tells of a checkpoint that is gone from an answer whether rotation explains it. */
export function rotationIn(
  seen: Listing,
  believed: State,
  circumstances: Pick<
    Circumstances,
    'acquaintances' | 'doubted' | 'glimpsedAt' | 'policy' | 'listBefore' | 'making' | 'watchedSince'
  >,
): (gone: Listed) => Rotation {
  const { policy, doubted } = circumstances
  const ended = [...circumstances.acquaintances.values()]
  const hosts = hostsOf(policy, believed.listed, seen, ended)
  const sinceOf = hosts === 1 ? () => NONE : madeSince(seen, believed, circumstances, hosts)
  const isApart = hosts === 1 ? () => false : apartIn([...believed.listed, ...seen], hosts)
  const newerThan = newness(seen, believed, circumstances, { hosts, sinceOf, isApart })
  const { keepLast } = policy
  if (keepLast === 'all') return (gone) => ({ newer: newerThan(gone).length, hasRotated: false })
  const listed = new Set(seen.map(({ uuid }) => uuid))
  const allGone = hosts === 1 ? [] : believed.listed.filter(({ uuid }) => !listed.has(uuid))
  // Of the others of its logical checkpoint some may have been rotated out before, each by a host of its own.
  const rotatedBefore = (gone: Listed): number =>
    ended.filter((one) => one.ended === 'retired' && areOfOne(one, gone)).length
  const recordedSeqs = new Map(believed.listed.map(({ uuid, recordedSeq }) => [uuid, recordedSeq]))
  // Whatever it counts: who was seen before and was not begun later was not made later.
  const isSeenBefore = ({ uuid }: CheckpointMetadata, gone: Listed): boolean =>
    (recordedSeqs.get(uuid) ?? gone.recordedSeq) < gone.recordedSeq && !(isTimed(uuid) && uuid > gone.uuid)
  return (gone) => {
    const newer = newerThan(gone).length
    if (newer >= keepLast * hosts) return { newer, hasRotated: true }
    if (hosts === 1) return { newer, hasRotated: false }
    // Hosts rotate one by one, and a crash between two of them leaves steps that only some have. But the same logical checkpoint is gone
    // from no more hosts than can have rotated it. Where one of it was gone before the others, that is the one that was lost.
    const isLost = (one: Listed): boolean => doubted.has(one.uuid) && !doubted.has(gone.uuid)
    const goneFrom = allGone.filter(
      (one) => one.uuid === gone.uuid || (areOfOne(one, gone) && !isApart(one, gone) && !isLost(one)),
    ).length
    // What has rotated it out may have been lost before: that is told by itself.
    const later = [...seen, ...allGone.filter(({ uuid }) => doubted.has(uuid))].filter(
      (one) => !isSeenBefore(one, gone),
    )
    return {
      newer,
      hasRotated: rotatedOn(gone, later, keepLast, sinceOf(gone), isApart) >= goneFrom + rotatedBefore(gone),
    }
  }
}

const NONE: ReadonlySet<Uuid> = new Set()
