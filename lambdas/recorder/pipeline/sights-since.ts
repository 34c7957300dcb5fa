import { areJoined, type Sighted, sightsIn } from '../../domain/feed/gap.ts'
import { isOfBefore } from '../../domain/feed/noted-between.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Policy } from '../../domain/policy.ts'
import type { FeedList } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import type { Task } from './record-pipeline.ts'

/** What was listed when, from the last answer on up to the answer of now. */
export function sightsSince(
  since: Instant,
  {
    believed,
    missed,
    lists,
    task,
    policy,
  }: {
    readonly believed: State
    readonly missed: readonly FeedList[]
    readonly lists: readonly FeedList[]
    readonly task: Task
    readonly policy: Policy
  },
): readonly Sighted[] {
  // The last look ended when its feed was there; what was noted while that was read came behind its answers.
  const answeredAt = task.row?.lookedAt ?? since
  const notedFrom = answeredAt < since ? answeredAt : since
  const noted = missed.filter(
    ({ recordedAt, checkpoints }) =>
      recordedAt > notedFrom &&
      (checkpoints === undefined || !isOfBefore(checkpoints, believed)) &&
      // Noted before the last answer it may say what that one goes on from; that it does not is no gap behind that answer.
      (recordedAt > since || areJoined(believed.listed, checkpoints ?? [], policy)),
  )
  return [
    { at: since, list: believed.listed },
    ...sightsIn(noted),
    ...unrecordedBefore(lists, task),
    ...sightsIn(lists),
  ]
}

/** What was seen last and not believed says how it goes on; where the feed noted anything since, that is made of the same. */
function unrecordedBefore(lists: readonly FeedList[], { row }: Task): readonly Sighted[] {
  const last = row?.unrecorded
  if (last === undefined || lists.length > 0) return []
  return [{ at: last.at, list: last.uuids.map((uuid) => ({ uuid })) }]
}
