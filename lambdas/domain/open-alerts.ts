import { forgotten } from './copies/copy-fold.ts'
import type { Content } from './entry.ts'
import type { LedgerEvent } from './event.ts'
import { kindIn, optionalTextIn, severityIn, textIn } from './event-data.ts'
import type { OpenAlert, Raising, State } from './state.ts'

/** What the life of an alert changes in the state (state.ts). */

export function alertIn(event: LedgerEvent, entry: Content): OpenAlert {
  return {
    id: textIn(event, 'alert'),
    kind: kindIn(event),
    severity: severityIn(event),
    uuid: event.uuid ?? null,
    epoch: entry.epoch,
    raisedAt: entry.at,
    seq: entry.seq,
    acknowledged: false,
    ...(optionalTextIn(event, 'source') === null ? {} : { source: textIn(event, 'source') }),
    ...(event.data['flapping'] === true ? { flapping: true } : {}),
  }
}

/** How many are neither resolved nor acknowledged. */
export function countFiring(alerts: readonly OpenAlert[]): number {
  return alerts.filter(({ acknowledged }) => !acknowledged).length
}

export function raisingIn(event: LedgerEvent, entry: Content): Raising {
  return { kind: kindIn(event), uuid: event.uuid ?? null, at: entry.at }
}

export function alertEnded(state: State, event: LedgerEvent): State {
  const alerts = state.alerts.filter(({ id }) => id !== textIn(event, 'alert'))
  if (optionalTextIn(event, 'by') !== 'unwatched') return { ...state, alerts }
  // Watched again, what still holds must be told again.
  const kind = kindIn(event)
  const { copies } = state
  return {
    ...state,
    alerts,
    ...(copies === undefined ? {} : { copies: forgotten(copies, kind, event.uuid ?? null) }),
    stale: kind === 'checkpoints-stale' ? null : state.stale,
    unobservable: kind === 'pipeline-unobservable' ? null : state.unobservable,
  }
}
