import type { Uuid } from '../checkpoint.ts'
import type { Acquaintance, Circumstances, Listing } from '../comparing/finding.ts'
import { type Content, NO_PREVIOUS } from '../entry.ts'
import { endedAs, isEnding, type LedgerEvent } from '../event.ts'
import { evolve } from '../evolve.ts'
import type { Instant } from '../instant.ts'
import type { State } from '../state.ts'

/** What the feed tells of the time between two observations. */
export interface Backfill {
  readonly events: readonly LedgerEvent[]
  /** Losses that only its newest lists show: to be confirmed like any other. */
  readonly suspected: readonly string[]
  /** Those that are now known to have ended, for the comparison with what is listed now. */
  readonly acquaintances: ReadonlyMap<Uuid, Acquaintance>
  /** The last list that was believed: what is listed still was there then. */
  readonly lastSeenAt: Instant | null
  /** What the pipeline was by the newest of the lists; undefined where there is none since the last look. */
  readonly status: string | undefined
  /** The last list that was believed. */
  readonly shown: Listing
}

/** How far the fold has come. */
export interface Folding extends Backfill {
  readonly state: State
  /** When the pipeline was last seen down, until something made since is listed. */
  readonly startedAt: Instant | null
  /** What the list before lacked with too few newer ones, where it was left out. */
  readonly lacked: ReadonlySet<string>
}

/** What one list tells. */
export interface Step {
  readonly told: readonly LedgerEvent[]
  readonly suspected: readonly string[]
  readonly seenAt: Instant | null
  readonly startedAt: Instant | null
  /** The list, where it is believed. */
  readonly shown?: Listing
  /** What it lacks with too few newer ones, where it is left out. */
  readonly lacked?: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

/** Before anything is told. */
export function unfolded(
  state: State,
  { acquaintances, lastSeenAt }: Pick<Circumstances, 'acquaintances' | 'lastSeenAt'>,
): Folding {
  const nothing = { events: [], suspected: [], startedAt: null, status: undefined, shown: [], lacked: NONE }
  return { ...nothing, state, acquaintances, lastSeenAt }
}

/** What is told without a list of its own. */
export function withoutList(told: readonly LedgerEvent[]): Step {
  return { told, suspected: [], seenAt: null, startedAt: null }
}

export type Place = Pick<Content, 'ledger' | 'seq' | 'at' | 'epoch'>

export function folded(
  before: Folding,
  { told, suspected, seenAt, startedAt, shown, lacked = NONE }: Step,
  place: Place,
): Folding {
  const content: Content = {
    ...place,
    by: 'recorder',
    events: told,
    evidence: [],
    run: null,
    prev: NO_PREVIOUS,
  }
  const ended = told.flatMap((event) => endingIn(event, before.state, seenAt ?? place.at, place.seq))
  return {
    state: told.length === 0 ? before.state : evolve(before.state, content),
    events: [...before.events, ...told],
    suspected: [...before.suspected, ...suspected],
    acquaintances: ended.length === 0 ? before.acquaintances : new Map([...before.acquaintances, ...ended]),
    lastSeenAt: seenAt ?? before.lastSeenAt,
    startedAt,
    status: before.status,
    shown: shown ?? before.shown,
    lacked,
  }
}

function endingIn(
  { kind, uuid }: LedgerEvent,
  before: State,
  endedAt: Instant,
  endedSeq: number,
): readonly (readonly [Uuid, Acquaintance])[] {
  const listed = before.listed.find((one) => one.uuid === uuid)
  if (!isEnding(kind) || listed === undefined) return []
  return [[listed.uuid, { ...listed, ended: endedAs({ kind }), endedAt, endedSeq }]]
}
