import { areJoined, inOrder, type Sighted, sightsIn } from '../../domain/feed/gap.ts'
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
    before,
    lists,
    task,
    policy,
  }: {
    readonly believed: State
    /** What the feed noted up to the last answer. */
    readonly before: readonly FeedList[]
    /** And since. */
    readonly lists: readonly FeedList[]
    readonly task: Task
    readonly policy: Policy
  },
): readonly Sighted[] {
  // The last look ended when its feed was there; what was noted while that was read came behind its answers.
  const answeredAt = task.row?.lookedAt ?? since
  const notedFrom = answeredAt < since ? answeredAt : since
  const between = (task.row?.listedSince ?? []).filter(({ at }) => at > since)
  // What has ended since stands in no state any more, and what the feed told since is in no list that was kept.
  const settled = task.row?.listedSince?.find(({ at }) => at === since)
  const listed = settled?.uuids.map((uuid) => ({ uuid })) ?? listedUntil(between[0]?.at, believed)
  const noted = before.filter(
    ({ recordedAt, checkpoints }) =>
      recordedAt > notedFrom &&
      // What was recorded of later looks makes no list of between them older than the first.
      (checkpoints === undefined || !isOfBefore(checkpoints, listed)) &&
      // Noted before the last answer it may say what that one goes on from; that it does not is no gap behind that answer.
      (recordedAt > since || areJoined(believed.listed, checkpoints ?? [], policy)),
  )
  const looks = between.map(({ at, uuids }) => ({ at, list: uuids.map((uuid) => ({ uuid })) }))
  return [{ at: since, list: listed }, ...inOrder([...sightsIn(noted), ...looks, ...sightsIn(lists)])]
}

/** What was recorded of the looks behind the last answer of which all was believed was not listed in that. */
function listedUntil(at: Instant | undefined, { listed }: State): Sighted['list'] {
  return at === undefined ? listed : listed.filter(({ firstSeenAt }) => firstSeenAt < at)
}
