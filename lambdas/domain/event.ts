import type { Uuid } from './checkpoint.ts'
import { keysOf } from './keys-of.ts'

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
  'checkpoint-cleared': 'silent',
  'checkpoint-reappeared': 'info',
  'fingerprint-changed': 'critical',
  'fingerprint-format-changed': 'warning',
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
  'change-approved': 'info',
  'approval-withdrawn': 'info',
  'maintenance-planned': 'info',
  'maintenance-cancelled': 'info',
  // Of a failed one a warning (drill.ts).
  'drill-recorded': 'info',
  'notification-tested': 'silent',
  'loss-rehearsed': 'silent',
  // Told by the way that refused, it would be refused as well: its alarm takes the second way out (infra/alarms.ts).
  'notification-refused': 'silent',
  'access-key-created': 'silent',
  'access-key-revoked': 'silent',
  'copy-synced': 'silent',
  'copy-verified': 'silent',
  'copy-kept': 'silent',
  'copy-retired': 'silent',
  'copy-incomplete': 'critical',
  'copy-corrupt': 'critical',
  'copy-changed': 'critical',
  'copy-missing': 'critical',
  'copy-mended': 'info',
  'copy-late': 'warning',
  'owner-changed': 'critical',
  'store-unobservable': 'warning',
  'store-observable': 'info',
  'store-moved': 'info',
  'stores-checked': 'silent',
  'report-archived': 'info',
  'report-signed-off': 'info',
  'alert-raised': 'silent',
  'alert-acknowledged': 'silent',
  'alert-resolved': 'silent',
  'run-completed': 'silent',
} as const satisfies Record<string, Severity>

export type EventKind = keyof typeof DEFAULT_SEVERITY
export const EVENT_KINDS = keysOf(DEFAULT_SEVERITY)

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
  // One kind says of several that it is right again: which, stands in its `of` (alert.ts).
  'copy-incomplete': 'copy-mended',
  'copy-corrupt': 'copy-mended',
  'copy-missing': 'copy-mended',
  'copy-late': 'copy-mended',
  'owner-changed': 'copy-mended',
  'store-unobservable': 'store-observable',
}

/**
 * No complete answer of a source is behind it: what people do, what became of telling them, what we say of ourselves, and that there
 * was no answer.
 */
export const NOT_OBSERVED: ReadonlySet<EventKind> = new Set([
  'pipeline-unobservable',
  'store-unobservable',
  'hold-placed',
  'hold-released',
  'hold-broken',
  'change-approved',
  'approval-withdrawn',
  'maintenance-planned',
  'maintenance-cancelled',
  'drill-recorded',
  'notification-tested',
  'loss-rehearsed',
  'notification-refused',
  'access-key-created',
  'access-key-revoked',
  'report-archived',
  'report-signed-off',
  'alert-raised',
  'alert-acknowledged',
  'alert-resolved',
  'configuration-changed',
  'stores-checked',
  'run-completed',
])

/** Whether an answer that a run went by is behind it: not what people do, what we say, nor what a list showed aside. */
export function isObserved({ kind, data }: LedgerEvent): boolean {
  return !NOT_OBSERVED.has(kind) && data['via'] !== 'aside'
}

/** What is told though nothing has happened: asked for, and then sent, with the receipt. */
export function isTest(kind: EventKind): boolean {
  return kind === 'notification-tested' || kind === 'loss-rehearsed'
}

/** How a checkpoint ends. */
export const ENDINGS = ['checkpoint-retired', 'checkpoint-missing', 'checkpoint-cleared'] as const

export type Ended = 'retired' | 'missing' | 'cleared'

export function isEnding(kind: EventKind): boolean {
  return ENDINGS.some((ending) => ending === kind)
}

/** As what the checkpoint ended. Throws where the event is no ending. */
export function endedAs({ kind }: Pick<LedgerEvent, 'kind'>): Ended {
  switch (kind) {
    case 'checkpoint-retired':
      return 'retired'
    case 'checkpoint-missing':
      return 'missing'
    case 'checkpoint-cleared':
      return 'cleared'
    default:
      throw new Error(`${kind} is no ending`)
  }
}

/** What the source itself says became of a pipeline or its storage: everything listed ends with it, and is not missing. */
const CAUSES = ['storage-cleared', 'pipeline-removed', 'pipeline-recreated', 'pipeline-renamed'] as const
export type CauseKind = (typeof CAUSES)[number]

export function isCause(kind: EventKind): kind is CauseKind {
  return CAUSES.some((cause) => cause === kind)
}

/** The conditions that a cause ends as well: a pipeline that is gone is neither stale nor unseen. */
export const ENDED_BY_CAUSE: { readonly [cause in CauseKind]: readonly EventKind[] } = {
  // Cleared storage is seen: `pipeline-observable` says so.
  'storage-cleared': ['checkpoints-stale'],
  'pipeline-removed': ['checkpoints-stale', 'pipeline-unobservable'],
  'pipeline-recreated': ['checkpoints-stale', 'pipeline-unobservable'],
  'pipeline-renamed': ['checkpoints-stale', 'pipeline-unobservable'],
}
