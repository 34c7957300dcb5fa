import { endedBy } from '../../domain/comparing/causes.ts'
import { shownTwice } from '../../domain/comparing/open-suspicions.ts'
import { isObserved } from '../../domain/event.ts'
import type { Unobservable } from '../../domain/observation.ts'
import { sealAll } from '../../domain/sealing.ts'
import { NOTHING_YET } from '../../domain/state.ts'
import { stillUnseen, unobservableEvents } from '../../domain/unseen.ts'
import { unlistedIn } from './another.ts'
import { asidesOf, glimpsesLeft } from './aside.ts'
import type { Cited } from './citing.ts'
import { type Drafted, draftOf, followed, type Sight } from './draft.ts'
import { rowOf } from './overview-row.ts'
import type { Poll } from './poll.ts'
import { listedThen, settledThen, standingIn, unpulledIn } from './poll-words.ts'
import { untoldIn } from './untold.ts'

/** The entry of a pipeline that could not be seen, where that is news; what was learnt on the way is in it all the same. */
export function draftedUnseen(
  sight: Sight,
  seen: Poll & { readonly open?: readonly string[] },
  observation: Unobservable,
  cited: Cited,
): Drafted {
  const { task, head, seenAt, startedAt } = sight
  const recorded = head?.state ?? NOTHING_YET
  const asides = asidesOf(sight, seen, recorded, cited)
  const believed = followed(sight, seen, asides.early.state, seen.prelude)
  const late = asides.late(believed)
  const before = task.row?.unseen ?? null
  // The overview may be older than the ledger: an entry that was read from a complete answer since then ends the outage.
  const seenSince =
    head !== undefined &&
    head.state.unobservable === null &&
    head.entry.by === 'recorder' &&
    head.entry.events.some(isObserved) &&
    before !== null &&
    head.entry.at > before.since
  // What its source has said to be removed is missed by nobody.
  const isMissed = !believed.removed
  const since = isMissed
    ? stillUnseen(seenSince || seen.prelude.length > 0 ? null : before, startedAt, observation)
    : null
  const events = unobservableEvents(believed, since, observation, { startedAt, seenAt }, task.policy)
  const learnt = {
    outcome: isMissed ? observation.reason : ('removed' as const),
    unseen: since,
    standing: standingIn(seen),
    listedAt: seen.sightings.at(-1)?.list.askedAt ?? undefined,
    isStopped: observation.reason === 'stopped',
    listed: listedThen(seen),
    untold: untoldIn(seen, recorded, task),
    settledBefore: settledThen(task, recorded),
    unpulled: unpulledIn(seen, recorded, task),
    glimpses: glimpsesLeft(sight, asides.early, late),
    open: [...new Set([...(task.row?.open ?? []), ...(seen.open ?? []), ...unlistedIn(believed, seen)])],
  }
  return {
    sealed: sealAll(
      head,
      draftOf(sight, seen, cited, [...asides.early.events, ...seen.prelude, ...late.events, ...events]),
    ),
    row: (state) => rowOf(task, state, seenAt, learnt),
  }
}

/** Removed or renamed: what was listed ends by that cause, and nothing is unseen, since there is nothing to see. */
export function draftedGone(sight: Sight, seen: Extract<Poll, { kind: 'gone' }>, cited: Cited): Drafted {
  const { task, head, seenAt } = sight
  const lost = shownTwice(task.row?.open ?? [])
  const told = { policy: task.policy, lastSeenAt: task.row?.settledAt ?? null, via: null, lost }
  const recorded = head?.state ?? NOTHING_YET
  const asides = asidesOf(sight, seen, recorded, cited)
  const late = asides.late(asides.early.state)
  const events = seen.cause === null ? [] : endedBy(seen.cause, recorded, [], told)
  const learnt = {
    outcome: 'removed' as const,
    unseen: null,
    open: [],
    glimpses: glimpsesLeft(sight, asides.early, late),
    isStopped: true,
    standing: standingIn(seen),
  }
  return {
    sealed: sealAll(head, draftOf(sight, seen, cited, [...asides.early.events, ...late.events, ...events])),
    row: (state) => rowOf(task, state, seenAt, learnt),
  }
}
