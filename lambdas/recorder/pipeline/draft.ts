import { citationIn, citing } from '../../domain/citation.ts'
import { type Draft, NO_PREVIOUS } from '../../domain/entry.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { evolve } from '../../domain/evolve.ts'
import { withBrokenHolds } from '../../domain/holds.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OverviewRow } from '../../domain/overview.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { UNKNOWN } from '../../domain/standing.ts'
import type { State } from '../../domain/state.ts'
import { type Cited, citationOf } from './citing.ts'
import type { Glimpsed } from './glimpses.ts'
import type { Poll } from './poll.ts'
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
  /** What was shown besides. */
  readonly glimpsed: Glimpsed
}

/** What is to be appended, and what the overview is to say once it is. */
export interface Drafted {
  readonly sealed: readonly Sealed[]
  readonly row: (state: State) => OverviewRow
}

/** What is believed after these events, before they are sealed. */
export function followed(sight: Sight, seen: Poll, state: State, events: readonly LedgerEvent[]): State {
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
export function draftOf(
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
      events.map((event) =>
        citationIn(event) === undefined ? citing(event, citationOf(event, seen, cited)) : event,
      ),
      head?.state.holds ?? [],
      task.policy,
    ),
    // What was kept by an earlier run is older.
    evidence: [...new Set([...events.flatMap((event) => citationIn(event)?.object ?? []), ...cited.objects])],
    ledger: task.ledger,
    run,
  }
}
