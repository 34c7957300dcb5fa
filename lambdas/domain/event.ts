import type { Uuid } from './checkpoint.ts'

export const SEVERITIES = ['critical', 'warning', 'info', 'silent'] as const
export type Severity = (typeof SEVERITIES)[number]

/**
 * Every kind of fact and its severity where the policy names no other.
 * `lineage-changed` is the exception that `compare` decides: info where a changed program explains it.
 */
export const DEFAULT_SEVERITY = {
  'checkpoint-recorded': 'silent',
  'checkpoint-retired': 'silent',
  'checkpoint-missing': 'critical',
  'checkpoint-reappeared': 'info',
  'fingerprint-changed': 'critical',
  'metadata-changed': 'warning',
  'lineage-changed': 'warning',
  'progress-regressed': 'warning',
  'storage-cleared': 'warning',
  'pipeline-removed': 'warning',
  'pipeline-recreated': 'warning',
  'pipeline-renamed': 'info',
  'pipeline-unobservable': 'warning',
  'pipeline-observable': 'info',
  'checkpoints-stale': 'warning',
  'checkpoints-fresh': 'info',
  'size-dropped': 'warning',
  'coverage-gap': 'silent',
  'hold-placed': 'info',
  'hold-released': 'info',
  'hold-broken': 'critical',
  'configuration-changed': 'silent',
  'alert-raised': 'silent',
  'alert-acknowledged': 'silent',
  'alert-resolved': 'silent',
  'run-completed': 'silent',
} as const satisfies Record<string, Severity>

export type EventKind = keyof typeof DEFAULT_SEVERITY
export const EVENT_KINDS = Object.keys(DEFAULT_SEVERITY) as readonly EventKind[]

export function isEventKind(text: string): text is EventKind {
  return Object.hasOwn(DEFAULT_SEVERITY, text)
}

/** What an event carries: JSON without numbers, so that every language writes the same bytes for it. */
export type EventData = null | boolean | string | readonly EventData[] | { readonly [key: string]: EventData }

/** One fact, past tense. */
export interface LedgerEvent {
  readonly kind: EventKind
  readonly severity: Severity
  readonly uuid?: Uuid
  readonly data: { readonly [key: string]: EventData }
}

/** Which kind ends the alert that another kind raised (CONTRACT §3). */
export const COUNTERPART: { readonly [kind in EventKind]?: EventKind } = {
  'checkpoint-missing': 'checkpoint-reappeared',
  'pipeline-unobservable': 'pipeline-observable',
  'checkpoints-stale': 'checkpoints-fresh',
}
