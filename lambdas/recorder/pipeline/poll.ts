import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Cause } from '../../domain/comparing/causes.ts'
import { compare } from '../../domain/comparing/compare.ts'
import { type Answers, suspicionsOf } from '../../domain/comparing/credible.ts'
import type { Acquaintance, Circumstances } from '../../domain/comparing/finding.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import type { Sighted } from '../../domain/feed/gap.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Unobservable } from '../../domain/observation.ts'
import type { State } from '../../domain/state.ts'
import type { FeedAsked } from '../source-client.ts'
import { acquaintances } from './acquaintances.ts'
import { type Begun, begun } from './beginning.ts'
import { looks } from './looks.ts'
import type { Task } from './record-pipeline.ts'
import { gone } from './removal.ts'
import {
  areAllOfOne,
  isBegunAnewSince,
  isClearedSince,
  isOther,
  isUnknown,
  listedIn,
  type Sighting,
} from './sighting.ts'

export interface PollPorts {
  readonly clock: Clock
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Unix milliseconds after which no confirmation is waited for. */
  readonly endMs: number
  /** A fresh look, the source's list included where the first look had one; behind what the pipeline has answered in this run. */
  readonly lookAgain: (answered: readonly CheckpointMetadata[]) => Promise<Sighting>
  readonly askFeed: () => Promise<FeedAsked>
  /** UUIDs that the ledger has had listed or recorded since then. */
  readonly recordedSince: (at: Instant) => Promise<ReadonlySet<Uuid>>
  readonly acquaintanceOf: (uuid: Uuid) => Promise<Acquaintance | undefined>
}

interface Looked {
  /** Every look, in order. */
  readonly sightings: readonly Sighting[]
  readonly feed: FeedAsked | null
  /** What is recorded first, whatever else was seen: that the pipeline is another one, and what the feed tells of the past. */
  readonly prelude: readonly LedgerEvent[]
}

/** A poll that was seen through to its end: one look, and those that confirm. */
export type Poll = Looked &
  (
    | { readonly kind: 'unobservable'; readonly observation: Unobservable; readonly open?: readonly string[] }
    /** Removed or renamed at its source; `cause` is null where that is recorded already. */
    | { readonly kind: 'gone'; readonly cause: Cause | null }
    | {
        readonly kind: 'listed'
        /** The complete answers, in order. */
        readonly seen: Answers
        /** Per complete answer its index in `sightings`. */
        readonly seenIn: readonly number[]
        readonly circumstances: Circumstances
        /** The look, not the first, at which the source said that storage is cleared, as an index in `sightings`; -1: none. */
        readonly clearedIn: number
        /** What a later look showed of another start, or of the stopped pipeline: it confirms nothing, and may raise something. */
        readonly leftWith: readonly CheckpointMetadata[] | undefined
        /** Every confirming look that the policy asks for was complete, at the same pipeline and start. */
        readonly confirmed: boolean
        /** Suspicions that the feed tells of. */
        readonly suspected: readonly string[]
        /** What was listed when, since the last observation, where it is not known that they join. */
        readonly sights: readonly Sighted[]
      }
  )

/** What is known before the first look. */
export interface Known
  extends Omit<Circumstances, 'acquaintances' | 'doubted' | 'retiredBy' | 'via' | 'making' | 'runsSince'> {
  /** The head that was read before the first look; 0 and null where there is none. */
  readonly headSeq: number
  readonly headAt: Instant | null
}

/**
 * Where the first look is suspicious, looks again after each wait of `confirmAfter` (DESIGN §5).
 * Compares always with the state that was read before the first question.
 */
export async function poll(
  ports: PollPorts,
  first: Sighting,
  believed: State,
  known: Known,
  task: Task,
): Promise<Poll> {
  const plain = { sightings: [first], feed: null, prelude: [] }
  if (first.standing.kind === 'renamed' || isUnknown(first)) return gone(ports, first, believed, known, task)
  const start = await begun(ports, first, believed, known, task)
  const { observation } = first.asked
  if (observation.kind === 'unobservable') return { ...plain, ...start, kind: 'unobservable', observation }
  const findings = compare(start.state, observation.checkpoints, start.circumstances)
  const suspected = suspicionsOf(findings).size > 0 || start.suspected.length > 0
  return confirm(ports, first, observation.checkpoints, start, suspected ? known.policy.confirmAfterMs : [])
}

async function confirm(
  ports: PollPorts,
  first: Sighting,
  checkpoints: readonly CheckpointMetadata[],
  start: Begun,
  waits: readonly number[],
): Promise<Poll> {
  const sightings: Sighting[] = [first]
  const confirming: (readonly CheckpointMetadata[])[] = []
  const seenIn = [0]
  let { circumstances } = start
  // A single empty list says nothing.
  const ownOf = (look: Sighting, list: readonly CheckpointMetadata[]) =>
    look.fromList === null && list.length > 0 ? list : undefined
  let answered = ownOf(first, checkpoints) ?? []
  // Nearly always there is nothing to wait for, and to find that out by the loop alone takes some turns.
  if (waits.length > 0)
    for await (const again of looks(ports, waits, () => answered)) {
      sightings.push(again)
      const list = listedIn(again)
      if (list === undefined || isOther(first, again)) continue
      confirming.push(list)
      answered = ownOf(again, list) ?? answered
      seenIn.push(sightings.length - 1)
      const more = await acquaintances(ports, start.state, list, circumstances.acquaintances)
      circumstances = { ...circumstances, acquaintances: more }
    }
  const seen: Answers = [checkpoints, ...confirming]
  const begunAnew = sightings.findLast((later) => isBegunAnewSince(first, later))
  return {
    kind: 'listed',
    sightings,
    feed: start.feed,
    prelude: start.prelude,
    seen,
    seenIn,
    circumstances,
    suspected: start.suspected,
    sights: start.sights,
    clearedIn: sightings.findIndex((later, i) => i > 0 && isClearedSince(first, later)),
    leftWith: begunAnew === undefined ? undefined : listedIn(begunAnew),
    confirmed: confirming.length === waits.length && areAllOfOne(first, sightings),
  }
}
