import { isTimed, type Uuid } from '../../domain/checkpoint.ts'
import type { Listing } from '../../domain/comparing/finding.ts'
import { isStopped } from '../../domain/comparing/stopped.ts'
import { goneKey } from '../../domain/comparing/suspicion.ts'
import { earlierBy } from '../../domain/instant.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import { detailsIn, type FeedList } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import type { Sighting } from './sighting.ts'

/**
 * What a stop has left in the source's list may lack what is newest because that list never showed it (`seenStopped`): no loss. A late feed may say
 * afterwards that it had shown it, and then two looks have shown a loss, whatever has become of the storage since.
 */

/** When such a list was read, for the next run; what no list was had to say of stays as it was. */
export function untoldIn({ sightings }: Poll, { listed }: State, { row }: Task): OverviewRow['untold'] {
  if (sightings.every(({ standing }) => standing.kind === 'unknown')) return row?.untold
  const times = sightings.flatMap((look) => {
    const left = leftIn(look)
    const lacks = ({ uuid }: { readonly uuid: Uuid }): boolean =>
      left?.every((one) => one.uuid < uuid) === true
    return look.list.askedAt !== null && listed.some(lacks) ? [look.list.askedAt] : []
  })
  const [from] = times
  const to = times.at(-1)
  return from === undefined || to === undefined ? undefined : { from: row?.untold?.from ?? from, to }
}

function leftIn({ standing }: Sighting): Listing | undefined {
  return standing.kind === 'present' && isStopped(standing.pipeline) ? detailsIn(standing) : undefined
}

/** What two looks lacked so, and the last list that the feed noted before the first of them has. */
export function toldLate(
  { row }: Task,
  { listed }: State,
  lists: readonly FeedList[],
  clockAheadMs: number,
): readonly string[] {
  const { untold, shownNewest } = row ?? {}
  if (untold === undefined || untold.from === untold.to) return []
  const before = lists.findLast(
    ({ recordedAt, checkpoints }) =>
      checkpoints !== undefined && earlierBy(recordedAt, clockAheadMs) < untold.from,
  )
  const shown = new Set(before?.checkpoints?.map(({ uuid }) => uuid))
  return listed.flatMap(({ uuid }) =>
    isTimed(uuid) && uuid > (shownNewest ?? '') && shown.has(uuid) ? [goneKey(uuid)] : [],
  )
}
