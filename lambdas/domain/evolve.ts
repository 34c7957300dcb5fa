import { approvalIn, lastingAt, planIn, unalarmedAfter } from './approvals.ts'
import { afterCopyEvent } from './copies/copy-fold.ts'
import type { Content } from './entry.ts'
import { isObserved, type LedgerEvent } from './event.ts'
import { instantIn, textIn } from './event-data.ts'
import { holdIn } from './holds.ts'
import { unixMs } from './instant.ts'
import { begunAnew, changed, reappeared, recorded } from './listed.ts'
import { alertEnded, alertIn, raisingIn } from './open-alerts.ts'
import type { State } from './state.ts'

/** The state after one more entry. Pure; total over all event kinds. */
export function evolve(state: State, entry: Content): State {
  const start: State = {
    ...state,
    // What is there again under the name of a removed one is another, of which nobody knows the id yet.
    epoch: entry.epoch ?? (state.removed && entry.events.some(isRecording) ? null : state.epoch),
    // Only an answer that was gone by closes a first sight that was cut short.
    baselineOpen: entry.events.some(isUnfinished) || (state.baselineOpen && !entry.events.some(isObserved)),
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
