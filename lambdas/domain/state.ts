import { type CheckpointMetadata, isTimed, type Uuid } from './checkpoint.ts'
import type { Content } from './entry.ts'
import type { EventKind, LedgerEvent, Severity } from './event.ts'
import { checkpointIn, instantIn, kindIn, severityIn, textIn } from './event-data.ts'
import type { Instant } from './instant.ts'
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
  readonly unobservable: { readonly since: Instant; readonly reason: string } | null
  /** The greatest UUIDv7 ever recorded; never decreases, so the recording of any other can be searched by halves. */
  readonly newest: CheckpointMetadata | null
  /** The one recorded last, whatever its UUID. */
  readonly latest: CheckpointMetadata | null
  /** Sizes of the last ten recorded, oldest first: what `size-dropped` is measured against. */
  readonly sizes: readonly U64[]
  /** Since when no checkpoint is young enough (`checkpoints-stale`). */
  readonly stale: Instant | null
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
  unobservable: null,
  newest: null,
  latest: null,
  sizes: [],
  stale: null,
  late: null,
  last: {},
  totals: {},
}

/** The state after one more entry. Pure; total over all event kinds. */
export function evolve(state: State, entry: Content): State {
  const start: State = {
    ...state,
    epoch: entry.epoch ?? state.epoch,
    baselineOpen: state.baselineOpen && !entry.events.some(isSeen),
  }
  return entry.events.reduce((before, event) => counted(apply(before, event, entry), event, entry), start)
}

/** Whether it was read from a complete answer: only such an answer closes a first sight that was cut short. */
function isSeen({ kind }: LedgerEvent): boolean {
  return kind !== 'pipeline-unobservable' && !kind.startsWith('alert-')
}

function apply(state: State, event: LedgerEvent, entry: Content): State {
  switch (event.kind) {
    case 'checkpoint-recorded':
      return recorded(state, event, entry)
    case 'checkpoint-reappeared':
      return reappeared(state, event, entry)
    case 'checkpoint-retired':
    case 'checkpoint-missing':
      return { ...state, observed: true, listed: state.listed.filter(({ uuid }) => uuid !== event.uuid) }
    case 'fingerprint-changed':
    case 'metadata-changed':
      return changed(state, event)
    case 'pipeline-unobservable':
      return { ...state, unobservable: { since: instantIn(event, 'since'), reason: textIn(event, 'reason') } }
    case 'pipeline-observable':
      return { ...state, unobservable: null, observed: true }
    case 'alert-raised':
      return { ...state, alerts: [...state.alerts, alertIn(event, entry)] }
    case 'alert-acknowledged':
      return {
        ...state,
        alerts: state.alerts.map((a) => (a.id === textIn(event, 'alert') ? { ...a, acknowledged: true } : a)),
      }
    case 'alert-resolved':
      return { ...state, alerts: state.alerts.filter(({ id }) => id !== textIn(event, 'alert')) }
    // These change what is counted, not what is believed.
    case 'lineage-changed':
    case 'progress-regressed':
    case 'size-dropped':
    case 'run-completed':
      return state
    case 'checkpoints-stale':
      return { ...state, observed: true, stale: entry.at }
    case 'checkpoints-fresh':
      return { ...state, observed: true, stale: null }
    // Written by no part of this version: an entry that holds one comes from a later one, and folding it wrong would be worse.
    case 'storage-cleared':
    case 'pipeline-removed':
    case 'pipeline-recreated':
    case 'pipeline-renamed':
    case 'coverage-gap':
    case 'hold-placed':
    case 'hold-released':
    case 'hold-broken':
    case 'configuration-changed':
      throw new Error(`${entry.ledger} ${entry.seq}: this version does not know what ${event.kind} means`)
    default:
      return event.kind satisfies never
  }
}

function recorded(state: State, event: LedgerEvent, entry: Content): State {
  const checkpoint = checkpointIn(event)
  const inOrder = isTimed(checkpoint.uuid) && (state.newest === null || checkpoint.uuid > state.newest.uuid)
  return {
    ...(inOrder ? { ...state, newest: checkpoint } : withLate(state, entry.seq)),
    observed: true,
    baselineOpen: event.data['more'] === true,
    latest: checkpoint,
    sizes:
      checkpoint.size === null ? state.sizes : [...state.sizes, checkpoint.size].slice(-SIZES_REMEMBERED),
    listed: [...state.listed, { ...checkpoint, firstSeenAt: entry.at, recordedSeq: entry.seq }],
  }
}

function reappeared(state: State, event: LedgerEvent, entry: Content): State {
  const again: Listed = {
    ...checkpointIn(event),
    firstSeenAt: instantIn(event, 'first_seen_at'),
    recordedSeq: Number(textIn(event, 'recorded_seq')),
  }
  return { ...withLate(state, entry.seq), observed: true, listed: [...state.listed, again] }
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
  }
}

function counted(state: State, event: LedgerEvent, entry: Content): State {
  return {
    ...state,
    last: { ...state.last, [event.kind]: entry.seq },
    totals: { ...state.totals, [event.kind]: (state.totals[event.kind] ?? 0) + 1 },
  }
}
