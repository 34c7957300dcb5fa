import { endedBy, isStandby } from '../../domain/comparing/causes.ts'
import { conclude, passersBy } from '../../domain/comparing/conclude.ts'
import { type Format, withFormat } from '../../domain/comparing/format-change.ts'
import { shownTwice } from '../../domain/comparing/open-suspicions.ts'
import { type Draft, NO_PREVIOUS } from '../../domain/entry.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { evolve } from '../../domain/evolve.ts'
import { coverageGap } from '../../domain/feed/gap.ts'
import { withBrokenHolds } from '../../domain/holds.ts'
import type { Instant } from '../../domain/instant.ts'
import { UNOBSERVABLE_REASONS, type Unobservable } from '../../domain/observation.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import { type Sealed, sealAll } from '../../domain/sealing.ts'
import { UNKNOWN } from '../../domain/standing.ts'
import { NOTHING_YET, type State } from '../../domain/state.ts'
import { stillUnseen, unobservableEvents } from '../../domain/unseen.ts'
import { fits } from '../../ledger/item.ts'
import { type Cited, citationOf, citing } from './citing.ts'
import { asFirstShown } from './first-shown.ts'
import { rowOf } from './overview-row.ts'
import type { Poll } from './poll.ts'
import {
  answeredBefore,
  clearingIn,
  feedWord,
  isShownTwice,
  isUp,
  lastListedIn,
  shownIn,
  sightsOf,
  standingIn,
  untracedFrom,
} from './poll-words.ts'
import type { Task } from './record-pipeline.ts'

/** A poll that has ended, and what it is compared with. */
export interface Sight {
  readonly run: string
  /** When the run began: what a whole run could not see was unseen from the same moment on. */
  readonly startedAt: Instant
  readonly task: Task
  /** As read before the first question. */
  readonly head: Sealed | undefined
  /** When the last answer was there. */
  readonly seenAt: Instant
}

/** What is to be appended, and what the overview is to say once it is. */
export interface Drafted {
  readonly sealed: readonly Sealed[]
  readonly row: (state: State) => OverviewRow
}

/** The entries that follow from a poll: none where nothing changed. `format`: fingerprints are only written otherwise (CONTRACT §3). Pure but for the hash. */
export function drafted(sight: Sight, seen: Poll, cited: Cited, format: Format | null = null): Drafted {
  if (seen.kind === 'gone') return gone(sight, seen, cited)
  if (seen.kind === 'unobservable') return unseen(sight, seen, seen.observation, cited)
  const draft = listed(sight, seen, cited, format)
  if (draft.sealed.every(({ state }) => fits(state))) return draft
  // Never a truncated list: what cannot be kept whole was not observed.
  const reason = 'too-large'
  const { open: _open, ...unread } = { open: [], ...seen }
  return unseen(
    sight,
    { ...unread, prelude: [] },
    { kind: 'unobservable', reason, detail: UNOBSERVABLE_REASONS[reason] },
    cited,
  )
}

function unseen(
  sight: Sight,
  seen: Poll & { readonly open?: readonly string[] },
  observation: Unobservable,
  cited: Cited,
): Drafted {
  const { task, head, seenAt, startedAt } = sight
  const believed = followed(sight, seen, head?.state ?? NOTHING_YET, seen.prelude)
  const before = task.row?.unseen ?? null
  // The overview may be older than the ledger: an entry that was read from a complete answer since then ends the outage.
  const seenSince =
    head !== undefined &&
    head.state.unobservable === null &&
    head.entry.by === 'recorder' &&
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
    isStopped: observation.reason === 'stopped',
    ...(seen.open === undefined ? {} : { open: [...(task.row?.open ?? []), ...seen.open] }),
  }
  return {
    sealed: sealAll(head, draftOf(sight, seen, cited, [...seen.prelude, ...events])),
    row: (state) => rowOf(task, state, seenAt, learnt),
  }
}

/** Removed or renamed: what was listed ends by that cause, and nothing is unseen, since there is nothing to see. */
function gone(sight: Sight, seen: Extract<Poll, { kind: 'gone' }>, cited: Cited): Drafted {
  const { task, head, seenAt } = sight
  const lost = shownTwice(task.row?.open ?? [])
  const told = { policy: task.policy, lastSeenAt: task.row?.settledAt ?? null, via: null, lost }
  const events = seen.cause === null ? [] : endedBy(seen.cause, head?.state ?? NOTHING_YET, [], told)
  const learnt = {
    outcome: 'removed' as const,
    unseen: null,
    open: [],
    isStopped: true,
    standing: standingIn(seen),
  }
  return {
    sealed: sealAll(head, draftOf(sight, seen, cited, events)),
    row: (state) => rowOf(task, state, seenAt, learnt),
  }
}

function listed(
  sight: Sight,
  seen: Extract<Poll, { kind: 'listed' }>,
  cited: Cited,
  format: Format | null,
): Drafted {
  const { task, head, seenAt } = sight
  const { seen: answers, circumstances, confirmed, prelude } = seen
  const believed = followed(sight, seen, head?.state ?? NOTHING_YET, prelude)
  const passed = asFirstShown(passersBy(believed, answers, circumstances), seen)
  const afterPassersBy = followed(sight, seen, believed, passed)
  const concluded = conclude(
    { believed, afterPassersBy, answers, circumstances },
    {
      confirmed,
      isTwice: isShownTwice(seen),
      openBefore: new Set(task.row?.open),
      suspectedBefore: new Set(seen.suspected),
      leftWith: seen.leftWith,
    },
  )
  const { settled } = concluded
  const found = asFirstShown(concluded.events, seen)
  const left = followed(sight, seen, afterPassersBy, found)
  const clearing = clearingIn(seen, left, { ...circumstances, lost: shownTwice(concluded.open) })
  const open = clearing.length > 0 ? [] : concluded.open
  const events = [...found, ...clearing]
  const gap = coverageGap(sightsOf(seen, seenAt, settled, task.policy), feedWord(seen), task.policy)
  const all = [...prelude, ...withFormat([...passed, ...events], format), ...gap]
  const standing = standingIn(seen)
  const learnt = {
    outcome: 'observed' as const,
    unseen: null,
    open,
    settled,
    standing,
    begunWith: seen.sightings[0]?.standing ?? standing,
    // What it pulled and replaced while it was looked at is for the next run to retire.
    wasStandby: seen.sightings.some((one) => isStandby(one.standing)),
    shown: shownIn(seen),
    isStopped: seen.sightings.at(-1)?.fromList !== null || !isUp(standing),
    isFeedAsked: seen.feed !== null,
    isTraced: seen.feed?.feed.kind === 'had',
    lookedAt: seen.sightings[0]?.askedAt ?? circumstances.seenAt,
    answeredAt: answeredBefore(seen),
    lastListed: lastListedIn(seen, seenAt),
    ...(seen.feed === null ? {} : { untracedFrom: untracedFrom(task, seen.feed) }),
  }
  return {
    sealed: sealAll(head, draftOf(sight, seen, cited, all)),
    row: (state) => rowOf(task, state, seenAt, learnt),
  }
}

/** What is believed after these events, before they are sealed. */
function followed(sight: Sight, seen: Poll, state: State, events: readonly LedgerEvent[]): State {
  if (events.length === 0) return state
  const seq = (sight.head?.entry.seq ?? 0) + 1
  const draft = { ...draftOf(sight, seen, NOTHING_CITED, []), events }
  return evolve(state, { ...draft, seq, prev: NO_PREVIOUS })
}

const NOTHING_CITED: Cited = { sightings: [], feed: undefined, objects: [] }

/** Of a removed one that is there again without a list to name it, nobody knows the id. */
function knownEpoch(head: Sealed | undefined): string | null {
  return head === undefined || head.state.removed ? null : head.state.epoch
}

/** What is to be sealed: each event with its evidence, and the holds that it breaks. */
function draftOf(
  { run, task, head, seenAt }: Sight,
  seen: Poll,
  cited: Cited,
  events: readonly LedgerEvent[],
): Draft {
  // Of the first look: with that one the comparison began, and it tells a re-creation.
  const standing = seen.sightings[0]?.standing ?? UNKNOWN
  return {
    at: seenAt,
    by: 'recorder',
    epoch: standing.kind === 'present' ? standing.pipeline.id : knownEpoch(head),
    events: withBrokenHolds(
      events.map((event) => citing(event, citationOf(event, seen, cited))),
      head?.state.holds ?? [],
      task.policy,
    ),
    evidence: cited.objects,
    ledger: task.ledger,
    run,
  }
}
