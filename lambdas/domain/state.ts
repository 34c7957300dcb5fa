import { type Approval, approvalIn, lastingAt, planIn, type Unalarmed, unalarmedAfter } from './approvals.ts'
import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import type { Copies } from './copies/copies.ts'
import { afterCopyEvent } from './copies/copy-fold.ts'
import type { Content } from './entry.ts'
import { type EventKind, type LedgerEvent, NOT_OBSERVED, type Severity } from './event.ts'
import { instantIn, textIn } from './event-data.ts'
import { type Hold, holdIn } from './holds.ts'
import { type Instant, unixMs } from './instant.ts'
import { begunAnew, changed, reappeared, recorded } from './listed.ts'
import { alertEnded, alertIn, raisingIn } from './open-alerts.ts'
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
  /** Of an alert that is about a whole source: its name. */
  readonly source?: string
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
  /** Approved changes and maintenance windows that are neither over nor withdrawn, oldest first. */
  readonly approvals: readonly Approval[]
  /** Conditions that last and were approved when they began: no alert was raised of them. */
  readonly unalarmed: readonly Unalarmed[]
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
  /** Of the ledger of a pipeline's store: what is believed of the copies in it; absent in every other. */
  readonly copies?: Copies
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
  approvals: [],
  unalarmed: [],
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
    // What is there again under the name of a removed one is another, of which nobody knows the id yet.
    epoch: entry.epoch ?? (state.removed && entry.events.some(isRecording) ? null : state.epoch),
    baselineOpen: entry.events.some(isUnfinished) || (state.baselineOpen && !entry.events.some(isSeen)),
    raisings: state.raisings.filter(({ at }) => unixMs(entry.at) - unixMs(at) <= RAISINGS_KEPT_MS),
    approvals: lastingAt(state.approvals, entry.at),
  }
  return entry.events.reduce(
    (before, event) => counted(unalarmedAfter(apply(before, event, entry), event), event, entry),
    start,
  )
}

// What flaps faster than this many times in this long is damped (alert.ts).
const RAISINGS_KEPT_MS = 3_600_000
const RAISINGS_KEPT = 10

function isRecording({ kind }: LedgerEvent): boolean {
  return kind === 'checkpoint-recorded'
}

function isUnfinished({ data }: LedgerEvent): boolean {
  return data['more'] === true
}

/** Whether it was read from a complete answer: only such an answer closes a first sight that was cut short. */
function isSeen({ kind }: LedgerEvent): boolean {
  return !NOT_OBSERVED.has(kind)
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
    case 'stores-checked':
    case 'configuration-changed':
    case 'drill-recorded':
    case 'notification-tested':
    case 'loss-rehearsed':
    case 'notification-refused':
    case 'access-key-created':
    case 'access-key-revoked':
    case 'report-archived':
    case 'report-signed-off':
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
    case 'change-approved':
    case 'maintenance-planned':
      return { ...state, approvals: [...state.approvals, approvalIn(event)] }
    case 'approval-withdrawn':
    case 'maintenance-cancelled':
      return { ...state, approvals: state.approvals.filter(({ id }) => id !== planIn(event)) }
    case 'storage-cleared':
      return begunAnew(state)
    case 'pipeline-recreated':
      return { ...begunAnew(state), removed: false, unobservable: null }
    case 'pipeline-removed':
    case 'pipeline-renamed':
      return { ...begunAnew(state), removed: true, unobservable: null }
    case 'checkpoints-stale':
      // Told again when its approval has ended, it has still lasted since then.
      return { ...state, observed: true, stale: state.stale ?? entry.at }
    case 'checkpoints-fresh':
      return { ...state, observed: true, stale: null }
    case 'copy-synced':
    case 'copy-verified':
    case 'copy-kept':
    case 'copy-retired':
    case 'copy-incomplete':
    case 'copy-corrupt':
    case 'copy-changed':
    case 'copy-missing':
    case 'copy-mended':
    case 'copy-late':
    case 'owner-changed':
    case 'store-unobservable':
    case 'store-observable':
    case 'store-moved':
      return {
        ...state,
        copies: afterCopyEvent(state.copies ?? null, { ...event, kind: event.kind }, entry.at),
      }
    default:
      return event.kind satisfies never
  }
}

function counted(state: State, event: LedgerEvent, entry: Content): State {
  return {
    ...state,
    last: { ...state.last, [event.kind]: entry.seq },
    totals: { ...state.totals, [event.kind]: (state.totals[event.kind] ?? 0) + 1 },
  }
}
