import { endedBy, madeBy, makingOf } from '../../domain/comparing/causes.ts'
import type { Circumstances } from '../../domain/comparing/finding.ts'
import { doubtedIn, shownTwice } from '../../domain/comparing/open-suspicions.ts'
import { retirementBy } from '../../domain/comparing/retirement.ts'
import { isRunning } from '../../domain/comparing/stopped.ts'
import { NO_PREVIOUS } from '../../domain/entry.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { evolve } from '../../domain/evolve.ts'
import type { Sighted } from '../../domain/feed/gap.ts'
import { earlierBy, earlierOf, type Instant, instant, laterOf } from '../../domain/instant.ts'
import type { ListedThen } from '../../domain/overview.ts'
import type { State } from '../../domain/state.ts'
import { clockAheadMs } from '../answering-clock.ts'
import type { FeedAsked } from '../source-client.ts'
import { acquaintances } from './acquaintances.ts'
import { anotherIn } from './another.ts'
import { type Place, pastOf } from './past.ts'
import type { Known, PollPorts } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import { clearedBy, deployedBefore, listedIn, type Sighting } from './sighting.ts'

/** Where the comparison begins: what is believed once the source's own words about the past are recorded. */
export interface Begun {
  readonly prelude: readonly LedgerEvent[]
  /** After the prelude. */
  readonly state: State
  readonly circumstances: Circumstances
  readonly feed: FeedAsked | null
  readonly suspected: readonly string[]
  /** What was listed when, from the last observation on, where it is not known that they join. */
  readonly sights: readonly Sighted[]
}

/** Records first what the source itself explains: another pipeline of this name, cleared storage, and what its feed remembers. */
export async function begun(
  ports: PollPorts,
  first: Sighting,
  believed: State,
  known: Known,
  task: Task,
): Promise<Begun> {
  const seen = listedIn(first)
  const epoch = first.standing.kind === 'present' ? first.standing.pipeline.id : believed.epoch
  const { headSeq, headAt } = known
  const place: Place = { ledger: task.ledger, seq: headSeq + 1, at: known.seenAt, epoch, headAt }
  const follow = (state: State, events: readonly LedgerEvent[]): State =>
    events.length === 0
      ? state
      : evolve(state, { ...place, by: 'recorder', events, evidence: [], run: null, prev: NO_PREVIOUS })
  const lost = shownTwice(task.row?.open ?? [])
  const told = { policy: known.policy, lastSeenAt: known.lastSeenAt, via: null, lost }
  const another = anotherIn(believed, task, first, seen)
  // All that the old one had ends with it: what is listed all the same is listed again, by another pipeline.
  const lookedSince = earlierOf(known.watchedSince, task.row?.namedSince ?? known.watchedSince)
  const renewal =
    another === null ? [] : endedBy(another, believed, madeBy(another, believed, lookedSince), told)
  const renewed = follow(believed, renewal)
  const endedNow = new Map(
    (renewed === believed ? [] : believed.listed)
      .filter(({ uuid }) => !renewed.listed.some((one) => one.uuid === uuid))
      .map((one) => [
        one.uuid,
        { ...one, ended: 'cleared' as const, endedAt: known.seenAt, endedSeq: headSeq + 1 },
      ]),
  )
  const aheadMs = clockAheadMs(first.asked.answers.at(-1))
  const circumstances: Circumstances = {
    ...known,
    firstSight: known.firstSight || another !== null,
    making: makingOf(first.standing),
    // What has just ended is not in the ledger yet.
    acquaintances: endedNow,
    doubted: doubtedIn(task.row?.open ?? []),
    glimpsedAt: new Map(task.row?.glimpses?.waiting.map(({ checkpoint, at }) => [checkpoint.uuid, at])),
    retiredBy: null,
    runsSince: runsSince(first, task, aheadMs),
    clockAheadMs: aheadMs,
    via: null,
  }
  if (seen === undefined) {
    return { prelude: renewal, state: renewed, circumstances, feed: null, suspected: [], sights: [] }
  }
  const past = await pastOf(ports, renewed, seen, circumstances, place, {
    task,
    first,
  })
  const prelude = [...renewal, ...past.events]
  const filled = follow(renewed, past.events)
  const cleared = clearedBy(first)
  const clearing =
    cleared === undefined || filled.listed.length === 0
      ? []
      : endedBy({ kind: 'storage-cleared', storageStatus: cleared }, filled, [], {
          ...told,
          lost: shownTwice(past.open),
        })
  const state = follow(filled, clearing)
  return {
    prelude: [...prelude, ...clearing],
    state,
    feed: past.feed,
    suspected: past.suspected,
    sights: past.sights,
    circumstances: {
      ...circumstances,
      lastSeenAt: past.lastSeenAt,
      listBefore: past.shown,
      acquaintances: await acquaintances(ports, state, seen, past.acquaintances),
      retiredBy: retirementBy(state, seen, first.standing, {
        deployedBefore: deployedBefore(believed, task),
        named: task.row?.named ?? null,
        unpulled: task.row?.unpulled ?? null,
        listedBefore: renewed.listed,
        listedSince: listedBehind(task),
        observedAt: task.row?.observedAt ?? null,
        settledAt: task.row?.settledAt ?? null,
        stoppedAt: task.row?.stoppedAt ?? null,
        // Where the feed tells what it was since, it tells of the promotion, too.
        wasStandby: past.status === undefined ? task.row?.wasStandby === true : past.status === 'Standby',
        toldUntil: past.toldUntil,
        clockAheadMs: aheadMs,
        policy: known.policy,
      }),
    },
  }
}

const EPOCH = instant(0)

/** Since when it runs; null where it does not, or where it was only seen in its source's list. */
function runsSince({ standing, fromList }: Sighting, { row }: Task, aheadMs: number): Instant | null {
  if (fromList !== null) return null
  const since = row?.stoppedAt ?? EPOCH
  if (standing.kind !== 'present') return since
  if (!isRunning(standing.pipeline)) return null
  const { statusSince } = standing.pipeline
  return statusSince === undefined ? since : laterOf(since, earlierBy(statusSince, aheadMs))
}

/** What was listed behind the last answer of which all was believed. */
function listedBehind({ row }: Task): readonly ListedThen[] {
  const { settledAt = null, listedSince = [] } = row ?? {}
  return listedSince.filter(({ at }) => settledAt === null || at > settledAt)
}
