import { outlasted } from '../approvals.ts'
import { bornAt, type CheckpointMetadata, type Uuid } from '../checkpoint.ts'
import { formatDuration } from '../duration.ts'
import { earlierBy, earlierOf, type Instant, laterOf, secondsBetween, unixMs } from '../instant.ts'
import { severityOf } from '../policy.ts'
import type { State } from '../state.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'

/**
 * `checkpoints-stale` where a pipeline that runs has no checkpoint younger than the policy allows, once, and
 * `checkpoints-fresh` when it has one again. Feldera itself reports failing checkpoints nowhere (FELDERA §0).
 */
export function staleness(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const { policy, seenAt, runsSince } = circumstances
  const limitMs = policy.staleAfterMs
  if (limitMs === null && believed.stale === null) return []
  const { newestAt, youngestAt } = youngest(believed, seen, circumstances)
  const ageMs = (at: Instant): number => unixMs(seenAt) - unixMs(at)
  // One that does not run makes none; one that has just been started is given the time that any has.
  const isStale = limitMs !== null && runsSince !== null && ageMs(laterOf(youngestAt, runsSince)) > limitMs
  // What was approved is said again when its approval has ended: then somebody must look at it.
  const approval = isStale ? outlasted(believed, 'checkpoints-stale', seenAt) : undefined
  if (isStale === (believed.stale !== null) && approval === undefined) return []
  // Fresh is what has a young checkpoint, not what was started again.
  if (!isStale && limitMs !== null && ageMs(youngestAt) > limitMs) return []
  const kind = isStale ? 'checkpoints-stale' : 'checkpoints-fresh'
  const data = {
    newest_at: newestAt,
    age_seconds: secondsBetween(youngestAt, seenAt),
    stale_after: limitMs === null ? null : formatDuration(limitMs),
    ...(believed.stale === null ? {} : { since: believed.stale }),
    ...(approval === undefined ? {} : { outlasted: approval }),
  }
  return [{ event: { kind, severity: severityOf(policy, kind), data } }]
}

/**
 * When the youngest of the listed ones was begun, or first seen where its UUID has no time; of none, since when we watch. By our clock, and
 * beside it as the UUID has it: a clock that is behind must not make a lively pipeline stale, nor one that is ahead a dead one fresh.
 */
function youngest(believed: State, seen: Listing, { seenAt, watchedSince, clockAheadMs = 0 }: Circumstances) {
  const firstSeenAt = new Map<Uuid, Instant>(believed.listed.map((known) => [known.uuid, known.firstSeenAt]))
  const begun = seen.map(({ uuid }: CheckpointMetadata) => {
    const told = bornAt(uuid)
    // It was there by then, whatever any clock says: also where a cache goes on with an old answer and its old `Date`.
    const byThen = firstSeenAt.get(uuid) ?? seenAt
    const youngestAt = told === undefined ? byThen : earlierOf(earlierBy(told, clockAheadMs), byThen)
    return { newestAt: told ?? byThen, youngestAt }
  })
  return (
    begun.reduce<{ newestAt: Instant | null; youngestAt: Instant } | undefined>(
      (a, b) => (a === undefined || b.youngestAt > a.youngestAt ? b : a),
      undefined,
    ) ?? { newestAt: null, youngestAt: watchedSince }
  )
}
