import { isTimed } from '../../domain/checkpoint.ts'
import { type Citation, citationIn } from '../../domain/citation.ts'
import type { Listing } from '../../domain/comparing/finding.ts'
import { type Known, type Settled, settledOf } from '../../domain/comparing/glimpsed.ts'
import { inOrderOfBirth } from '../../domain/comparing/order.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import type { Glimpse, Glimpses } from '../../domain/glimpse.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { State } from '../../domain/state.ts'
import type { Cited } from './citing.ts'
import { followed, type Sight } from './draft.ts'
import { isForFeed } from './feed-first.ts'
import type { Poll } from './poll.ts'

// Of one pipeline: a list may show 2,000.
const MOST_KEPT = 50

/** What is recorded of that which lists showed aside: before all that the poll tells, and behind what it tells of the past. */
export interface Asides {
  readonly early: Settled
  readonly late: (state: State) => Settled
}

/** What became of it, by a poll that went by these answers, by none, or that ended what there was. */
export function asidesOf(sight: Sight, seen: Poll, believed: State, cited: Cited): Asides {
  const { before, now } = sight.glimpsed
  const read = knownIn(sight, seen, believed, cited)
  const isForLater = isForFeed(sight.task, seen, sight.seenAt)
  const known = {
    ...read,
    lackedIn: (one: Glimpse) => (isForLater(one) ? undefined : read.lackedIn(one)),
    before: (one: Glimpse) => (isForLater(one) ? [] : read.before(one)),
  }
  const follow = (state: State, events: readonly LedgerEvent[]): State => followed(sight, seen, state, events)
  // What showed them is gone by the source's own word. What was shown since may be of what took its place.
  const isOver =
    seen.kind === 'gone'
      ? seen.cause !== null
      : seen.prelude.some(({ kind }) => kind === 'storage-cleared' || kind === 'pipeline-recreated')
  return {
    early: settledOf(before, believed, { ...known, isOver }, follow),
    late: (state) => settledOf(now, state, { ...known, isOver: false }, follow),
  }
}

/** What the next run is told of it; undefined where there is nothing. */
export function glimpsesLeft({ glimpsed }: Sight, ...settled: readonly Settled[]): Glimpses | undefined {
  const waiting = settled.flatMap((one) => one.waiting).slice(-MOST_KEPT)
  const recorded = settled.flatMap(({ events }) =>
    events.flatMap(({ kind, uuid }) => (kind === 'checkpoint-retired' && uuid !== undefined ? [uuid] : [])),
  )
  const shown = new Set(glimpsed.newest?.list.map(({ uuid }) => uuid))
  const ended = [...glimpsed.ended, ...recorded].filter((uuid) => shown.has(uuid)).slice(-MOST_KEPT)
  return waiting.length === 0 && ended.length === 0 ? undefined : { waiting, ended }
}

function knownIn(
  { task, head, seenAt, glimpsed }: Sight,
  seen: Poll,
  believed: State,
  cited: Cited,
): Omit<Known, 'isOver'> {
  const { policy, row } = task
  const plain = {
    policy,
    firstSight: false,
    watchedSince: row?.firstObservedAt ?? seenAt,
    before: () => [],
  }
  switch (seen.kind) {
    case 'listed': {
      const answers = seen.seenIn.map((look, i) => ({
        list: seen.seen[i] ?? [],
        evidence: cited.sightings[look],
        at: seen.sightings[look]?.askedAt ?? seenAt,
      }))
      const [last, ...earlier] = answers.toReversed()
      return {
        ...plain,
        firstSight: seen.circumstances.firstSight,
        shown: last?.list ?? [],
        lackedIn: ({ at }) => (at <= (last?.at ?? seenAt) ? 'last' : undefined),
        before: ({ at }) => earlier.filter((answer) => at <= answer.at),
      }
    }
    case 'gone':
      return { ...plain, shown: [], lackedIn: () => undefined }
    case 'unobservable': {
      const { newest } = glimpsed
      // Its first answer is the baseline, and tells of what was before it.
      if (!believed.observed && (row?.firstObservedAt ?? null) === null)
        return { ...plain, shown: [], lackedIn: () => undefined }
      const shown = newest === undefined ? believed.listed : together(believed.listed, newest.list)
      return { ...plain, shown, lackedIn: (glimpse) => lackedIn(glimpse, newest, believed, head) }
    }
    default:
      return seen satisfies never
  }
}

/** Nothing but lists was had: it is gone where the newest lacks it, or is older than the answer before, which lacked it. */
function lackedIn(
  { checkpoint: { uuid } }: Glimpse,
  newest: Sight['glimpsed']['newest'],
  { listed }: State,
  head: Sealed | undefined,
): Citation | undefined {
  if (newest === undefined) return undefined
  const { list, evidence } = newest
  if (list.every((one) => one.uuid !== uuid)) return evidence
  const isOld = listed.some(
    (known) => isTimed(known.uuid) && list.every((one) => isTimed(one.uuid) && one.uuid < known.uuid),
  )
  return isOld ? lastReadIn(head) : undefined
}

/** Where the answer is kept that the newest entry was read from. */
function lastReadIn(head: Sealed | undefined): Citation | undefined {
  const event = head?.entry.events.findLast(
    ({ kind, data }) =>
      data['evidence'] !== undefined &&
      data['via'] !== 'events' &&
      (data['via'] !== 'aside' || kind === 'checkpoint-retired'),
  )
  return event === undefined ? undefined : citationIn(event)
}

function together(a: Listing, b: Listing): Listing {
  const known = new Set(a.map(({ uuid }) => uuid))
  return inOrderOfBirth([...a, ...b.filter(({ uuid }) => !known.has(uuid))])
}
