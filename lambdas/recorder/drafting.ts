import type { Citation } from '../archive/evidence.ts'
import { conclude, passersBy } from '../domain/conclude.ts'
import type { Draft } from '../domain/entry.ts'
import type { LedgerEvent } from '../domain/event.ts'
import type { Instant } from '../domain/instant.ts'
import { UNOBSERVABLE_REASONS, type Unobservable } from '../domain/observation.ts'
import type { OverviewRow } from '../domain/overview.ts'
import { type Sealed, sealAll } from '../domain/sealing.ts'
import { NOTHING_YET, type State } from '../domain/state.ts'
import { stillUnseen, unobservableEvents } from '../domain/unseen.ts'
import { fits } from '../ledger/item.ts'
import { citationOf, citing } from './citing.ts'
import { rowOf } from './overview-row.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'

/** A poll that has ended, and what it is compared with. */
export interface Sight {
  readonly run: string
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

/** The entries that follow from a poll: none where nothing changed. Pure but for the hash. */
export function drafted(sight: Sight, seen: Poll, citations: readonly Citation[]): Drafted {
  if (seen.kind === 'unobservable') return unseen(sight, seen.observation, citations)
  const draft = listed(sight, seen, citations)
  if (draft.sealed.every(({ state }) => fits(state))) return draft
  // Never a truncated list: what cannot be kept whole was not observed.
  const reason = 'too-large'
  return unseen(sight, { kind: 'unobservable', reason, detail: UNOBSERVABLE_REASONS[reason] }, citations)
}

function unseen(sight: Sight, observation: Unobservable, citations: readonly Citation[]): Drafted {
  const { task, head, seenAt } = sight
  const before = task.row?.unseen ?? null
  // The overview may be older than the ledger: an entry that was read from a complete answer since then ends the outage.
  const seenSince =
    head !== undefined &&
    head.state.unobservable === null &&
    head.entry.by === 'recorder' &&
    before !== null &&
    head.entry.at > before.since
  const since = stillUnseen(seenSince ? null : before, seenAt, observation)
  const events = unobservableEvents(head?.state ?? NOTHING_YET, since, observation, seenAt, task.policy)
  const cited = events.map((event) => citing(event, citations.at(-1)))
  const now = { outcome: observation.reason, unseen: since }
  return {
    sealed: sealAll(head, draftOf(sight, cited, citations)),
    row: (state) => rowOf(task, state, seenAt, now),
  }
}

function listed(
  sight: Sight,
  seen: Extract<Poll, { kind: 'listed' }>,
  citations: readonly Citation[],
): Drafted {
  const { task, head, seenAt } = sight
  const believed = head?.state ?? NOTHING_YET
  const { seen: answers, circumstances, confirmed } = seen
  const cite = (event: LedgerEvent) => citing(event, citationOf(event, seen, citations))
  const passed = sealAll(
    head,
    draftOf(sight, passersBy(believed, answers, circumstances).map(cite), citations),
  )
  const afterPassersBy = passed.at(-1)?.state ?? believed
  const { events, open, settled } = conclude(
    { believed, afterPassersBy, answers, circumstances },
    { confirmed, openBefore: new Set(task.row?.open) },
  )
  const concluded = sealAll(passed.at(-1) ?? head, draftOf(sight, events.map(cite), citations))
  const now = { outcome: 'observed' as const, unseen: null, open, settled }
  return { sealed: [...passed, ...concluded], row: (state) => rowOf(task, state, seenAt, now) }
}

function draftOf(
  { run, task, head, seenAt }: Sight,
  events: readonly LedgerEvent[],
  citations: readonly Citation[],
): Draft {
  return {
    at: seenAt,
    by: 'recorder',
    epoch: head?.state.epoch ?? null,
    events,
    evidence: [...new Set(citations.map(({ object }) => object))],
    ledger: task.ledger,
    run,
  }
}
