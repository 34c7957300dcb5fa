import { bornAt, type CheckpointMetadata, isTimed, type Uuid } from './checkpoint.ts'
import type { Content } from './entry.ts'
import type { EventKind, LedgerEvent, Severity } from './event.ts'
import { checkpointIn, instantIn, kindIn, optionalTextIn, severityIn, textIn } from './event-data.ts'
import { type Hold, holdIn } from './holds.ts'
import { type Instant, parseInstant, unixMs } from './instant.ts'
import { SIZES_REMEMBERED } from './size-drop.ts'
import type { U64 } from './u64.ts'

/** A checkpoint that was listed when last observed. */
export interface Listed extends CheckpointMetadata {
  readonly firstSeenAt: Instant
  /** The entry that first recorded it. */
  readonly recordedSeq: number
}

export interface OpenAlert {
  readonly id: string
  readonly kind: EventKind
  readonly severity: Severity
  readonly uuid: Uuid | null
  readonly epoch: string | null
  readonly raisedAt: Instant
  readonly seq: number
  readonly acknowledged: boolean
  /** Came back too often within an hour: indexed, and announced to nobody. */
  readonly flapping?: true
}

/** Under which start and versions a checkpoint was recorded, as far as the source says. */
export interface Making {
  readonly program: string | null
  readonly platform: string | null
  readonly deployment: string | null
}

/** When an alert was raised: what returns too often is recorded and no longer announced. */
export interface Raising {
  readonly kind: EventKind
  readonly uuid: Uuid | null
  readonly at: Instant
}

/**
 * The fold of all events of one ledger: all that the next comparison, and every read "as of", needs.
 * Kept beside each entry; derived, so it is not hashed.
 */
export interface State {
  readonly epoch: string | null
  /** Whether a complete answer was ever recorded. */
  readonly observed: boolean
  /** A first sight of many checkpoints that takes several entries is not yet whole. */
  readonly baselineOpen: boolean
  /** In order of recording. */
  readonly listed: readonly Listed[]
  readonly alerts: readonly OpenAlert[]
  /** Not released and not broken. */
  readonly holds: readonly Hold[]
  /** Removed or renamed at its source, and not seen since. */
  readonly removed: boolean
  readonly unobservable: { readonly since: Instant; readonly reason: string } | null
  /** The greatest UUIDv7 ever recorded; never decreases, so the recording of any other can be searched by halves. */
  readonly newest: CheckpointMetadata | null
  /** The one recorded last, whatever its UUID. */
  readonly latest: CheckpointMetadata | null
  /** The newest one since storage began: what progress and lineage of the next one are measured against. */
  readonly forerunner: CheckpointMetadata | null
  readonly making: Making | null
  /** Sizes of the last ten recorded, oldest first: what `size-dropped` is measured against. */
  readonly sizes: readonly U64[]
  /** Since when no checkpoint is young enough (`checkpoints-stale`). */
  readonly stale: Instant | null
  /** Seconds in which checkpoints may have come and gone unseen (`coverage-gap`). */
  readonly uncoveredSeconds: number
  /** Of the last hour before the newest entry, at most ten. */
  readonly raisings: readonly Raising[]
  /** Newest entry that recorded out of UUID order or saw a checkpoint again, and the one before it (0: none). */
  readonly late: { readonly seq: number; readonly before: number } | null
  /** Per kind the newest entry with such an event: filters hop by it. */
  readonly last: { readonly [kind in EventKind]?: number }
  /** Per kind how many events there were: a period is the difference of two states. */
  readonly totals: { readonly [kind in EventKind]?: number }
}

export const NOTHING_YET: State = {
  epoch: null,
  observed: false,
  baselineOpen: false,
  listed: [],
  alerts: [],
  holds: [],
  removed: false,
  unobservable: null,
  newest: null,
  latest: null,
  forerunner: null,
  making: null,
  sizes: [],
  stale: null,
  uncoveredSeconds: 0,
  raisings: [],
  late: null,
  last: {},
  totals: {},
}

/** The state after one more entry. Pure; total over all event kinds. */
export function evolve(state: State, entry: Content): State {
  const start: State = {
    ...state,
    epoch: entry.epoch ?? state.epoch,
    baselineOpen: entry.events.some(isUnfinished) || (state.baselineOpen && !entry.events.some(isSeen)),
    raisings: state.raisings.filter(({ at }) => unixMs(entry.at) - unixMs(at) <= RAISINGS_KEPT_MS),
  }
  return entry.events.reduce((before, event) => counted(apply(before, event, entry), event, entry), start)
}

// What flaps faster than this many times in this long is damped (alert.ts).
const RAISINGS_KEPT_MS = 3_600_000
const RAISINGS_KEPT = 10

function isUnfinished({ data }: LedgerEvent): boolean {
  return data['more'] === true
}

/** Whether it was read from a complete answer: only such an answer closes a first sight that was cut short. */
function isSeen({ kind }: LedgerEvent): boolean {
  return kind !== 'pipeline-unobservable' && !kind.startsWith('alert-') && !kind.startsWith('hold-')
}

function apply(state: State, event: LedgerEvent, entry: Content): State {
  switch (event.kind) {
    case 'checkpoint-recorded':
      return recorded(state, event, entry)
    case 'checkpoint-reappeared':
      return reappeared(state, event, entry)
    case 'checkpoint-retired':
    case 'checkpoint-missing':
    case 'checkpoint-cleared':
      return { ...state, observed: true, listed: state.listed.filter(({ uuid }) => uuid !== event.uuid) }
    case 'fingerprint-changed':
    case 'metadata-changed':
      return changed(state, event)
    case 'pipeline-unobservable':
      return { ...state, unobservable: { since: instantIn(event, 'since'), reason: textIn(event, 'reason') } }
    case 'pipeline-observable':
      return { ...state, unobservable: null, observed: true }
    case 'alert-raised':
      return {
        ...state,
        alerts: [...state.alerts, alertIn(event, entry)],
        raisings: [...state.raisings, raisingIn(event, entry)].slice(-RAISINGS_KEPT),
      }
    case 'alert-acknowledged':
      return {
        ...state,
        alerts: state.alerts.map((a) => (a.id === textIn(event, 'alert') ? { ...a, acknowledged: true } : a)),
      }
    case 'alert-resolved':
      return alertEnded(state, event)
    // These change what is counted, not what is believed.
    case 'lineage-changed':
    case 'progress-regressed':
    case 'size-dropped':
    case 'run-completed':
    case 'configuration-changed':
    case 'fingerprint-format-changed':
      return state
    case 'coverage-gap':
      return { ...state, uncoveredSeconds: state.uncoveredSeconds + Number(textIn(event, 'seconds')) }
    case 'hold-placed':
      return { ...state, holds: [...state.holds, holdIn(event, entry)] }
    case 'hold-released':
      return { ...state, holds: state.holds.filter(({ id }) => id !== textIn(event, 'hold')) }
    case 'hold-broken':
      return { ...state, holds: state.holds.filter(({ uuid }) => uuid !== event.uuid) }
    case 'storage-cleared':
      return begunAnew(state)
    case 'pipeline-recreated':
      return { ...begunAnew(state), removed: false, unobservable: null }
    case 'pipeline-removed':
    case 'pipeline-renamed':
      return { ...begunAnew(state), removed: true, unobservable: null }
    case 'checkpoints-stale':
      return { ...state, observed: true, stale: entry.at }
    case 'checkpoints-fresh':
      return { ...state, observed: true, stale: null }
    default:
      return event.kind satisfies never
  }
}

/** What the source says has begun anew: nothing of before is measured against, and no condition goes on. */
function begunAnew(state: State): State {
  return {
    ...state,
    observed: true,
    forerunner: null,
    latest: null,
    making: null,
    sizes: [],
    stale: null,
  }
}

// A UUID from the far future, of a broken clock, must not become the mark behind which every later one is out of order.
const CLOCKS_DIFFER_MS = 86_400_000

/** Whether the UUID carries a time that recordings can be put in order by. */
export function isOrderly(uuid: Uuid, at: Instant): boolean {
  const born = bornAt(uuid)
  return born !== undefined && unixMs(born) <= unixMs(at) + CLOCKS_DIFFER_MS
}

function recorded(state: State, event: LedgerEvent, entry: Content): State {
  const checkpoint = checkpointIn(event)
  const { uuid } = checkpoint
  const inOrder = isOrderly(uuid, entry.at) && (state.newest === null || uuid > state.newest.uuid)
  const before = state.forerunner
  return {
    ...(inOrder ? { ...state, newest: checkpoint } : withLate(state, entry.seq)),
    observed: true,
    removed: false,
    latest: checkpoint,
    forerunner: isTimed(uuid) && (before === null || uuid > before.uuid) ? checkpoint : before,
    making: makingIn(event) ?? state.making,
    sizes:
      checkpoint.size === null ? state.sizes : [...state.sizes, checkpoint.size].slice(-SIZES_REMEMBERED),
    listed: [
      ...state.listed,
      { ...checkpoint, firstSeenAt: firstSeenIn(event, entry), recordedSeq: entry.seq },
    ],
  }
}

/** Learnt from the pipeline's own feed, it was there before we heard of it. */
function firstSeenIn(event: LedgerEvent, entry: Content): Instant {
  return parseInstant(optionalTextIn(event, 'first_seen_at') ?? '') ?? entry.at
}

/** Absent where the source's list was not had: then what was known stays. */
function makingIn(event: LedgerEvent): Making | null {
  if (event.data['program_version'] === undefined) return null
  return {
    program: optionalTextIn(event, 'program_version'),
    platform: optionalTextIn(event, 'platform_version'),
    deployment: optionalTextIn(event, 'deployment_id'),
  }
}

function reappeared(state: State, event: LedgerEvent, entry: Content): State {
  const again: Listed = {
    ...checkpointIn(event),
    firstSeenAt: instantIn(event, 'first_seen_at'),
    recordedSeq: Number(textIn(event, 'recorded_seq')),
  }
  return { ...withLate(state, entry.seq), observed: true, removed: false, listed: [...state.listed, again] }
}

function withLate(state: State, seq: number): State {
  if (state.late?.seq === seq) return state
  return { ...state, late: { seq, before: state.late?.seq ?? 0 } }
}

function changed(state: State, event: LedgerEvent): State {
  const to = checkpointIn(event, 'to')
  return {
    ...state,
    listed: state.listed.map((known) => (known.uuid === event.uuid ? { ...known, ...to } : known)),
    newest: state.newest?.uuid === event.uuid ? to : state.newest,
    latest: state.latest?.uuid === event.uuid ? to : state.latest,
    forerunner: state.forerunner?.uuid === event.uuid ? to : state.forerunner,
  }
}

function alertIn(event: LedgerEvent, entry: Content): OpenAlert {
  return {
    id: textIn(event, 'alert'),
    kind: kindIn(event),
    severity: severityIn(event),
    uuid: event.uuid ?? null,
    epoch: entry.epoch,
    raisedAt: entry.at,
    seq: entry.seq,
    acknowledged: false,
    ...(event.data['flapping'] === true ? { flapping: true } : {}),
  }
}

function raisingIn(event: LedgerEvent, entry: Content): Raising {
  return { kind: kindIn(event), uuid: event.uuid ?? null, at: entry.at }
}

function alertEnded(state: State, event: LedgerEvent): State {
  const alerts = state.alerts.filter(({ id }) => id !== textIn(event, 'alert'))
  if (optionalTextIn(event, 'by') !== 'unwatched') return { ...state, alerts }
  // Watched again, what still holds must be told again.
  const kind = kindIn(event)
  return {
    ...state,
    alerts,
    stale: kind === 'checkpoints-stale' ? null : state.stale,
    unobservable: kind === 'pipeline-unobservable' ? null : state.unobservable,
  }
}

function counted(state: State, event: LedgerEvent, entry: Content): State {
  return {
    ...state,
    last: { ...state.last, [event.kind]: entry.seq },
    totals: { ...state.totals, [event.kind]: (state.totals[event.kind] ?? 0) + 1 },
  }
}
