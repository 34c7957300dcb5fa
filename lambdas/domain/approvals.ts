import { COUNTERPART, type EventKind, isEventKind, type LedgerEvent } from './event.ts'
import { instantIn, optionalTextIn, textIn } from './event-data.ts'
import type { Instant } from './instant.ts'
import type { State } from './state.ts'

/** Somebody's word, said before, that something is meant to happen: it is recorded as ever, and nobody is woken for it. */
export interface Approval {
  /** 32 hex digits. */
  readonly id: string
  /** A maintenance window is an approval of `MAINTENANCE_KINDS`. */
  readonly form: 'approval' | 'maintenance'
  readonly kinds: readonly EventKind[]
  readonly from: Instant
  /** The first moment at which it no longer holds. */
  readonly until: Instant
  readonly reason: string
  readonly actor: string
}

/** A condition that lasts, and the approval because of which nobody was told of it. */
export interface Unalarmed {
  readonly kind: LastingKind
  readonly approval: string
}

/**
 * What a plan can explain. Not `hold-broken`: a hold is somebody's word, and only its release takes that back. Not
 * `fingerprint-format-changed`: it is about a whole source, and no plan of one pipeline speaks for the others.
 */
export const APPROVABLE = [
  'lineage-changed',
  'progress-regressed',
  'size-dropped',
  'metadata-changed',
  'storage-cleared',
  'pipeline-removed',
  'pipeline-recreated',
  'pipeline-renamed',
  'checkpoints-stale',
  'pipeline-unobservable',
  'checkpoint-reappeared',
  'checkpoint-missing',
  'fingerprint-changed',
] as const satisfies readonly EventKind[]
export type ApprovableKind = (typeof APPROVABLE)[number]

/** A loss is approved only by its name and for a short time: no window and no list of usual kinds has it. */
export const LOSSES: readonly ApprovableKind[] = ['checkpoint-missing', 'fingerprint-changed']

/** What work on a pipeline brings with it; whatever says that checkpoints are lost or altered is not among it. */
export const MAINTENANCE_KINDS: readonly ApprovableKind[] = [
  'lineage-changed',
  'progress-regressed',
  'size-dropped',
  'storage-cleared',
  'pipeline-removed',
  'pipeline-recreated',
  'pipeline-renamed',
  'checkpoints-stale',
  'pipeline-unobservable',
]

/** Said once when they begin, and true until their counterpart is said. */
const LASTING = {
  'checkpoints-stale': (state: State): boolean => state.stale !== null,
  'pipeline-unobservable': (state: State): boolean => state.unobservable !== null,
} as const
type LastingKind = keyof typeof LASTING

/** The approval that covers this kind at this moment; of several the oldest. */
function coveredBy(
  { approvals }: Pick<State, 'approvals'>,
  kind: EventKind,
  at: Instant,
): Approval | undefined {
  return approvals.find(({ kinds, from, until }) => kinds.includes(kind) && from <= at && at < until)
}

/** The event as it is recorded at that moment: silent, with the approval's id, where it was approved; or where it ends what was. */
export function asApproved(event: LedgerEvent, state: State, at: Instant): LedgerEvent {
  const approved = coveredBy(state, event.kind, at)?.id ?? endsUnalarmed(event, state)
  return approved === undefined ? event : { ...event, severity: 'silent', data: { ...event.data, approved } }
}

/** Nobody was told that it began: that it has ended is no news. */
function endsUnalarmed({ kind }: LedgerEvent, { unalarmed }: State): string | undefined {
  return unalarmed.find((one) => COUNTERPART[one.kind] === kind)?.approval
}

/** The approval that is over though what it covered still lasts: then it is said again, and an alert is raised. */
export function outlasted(state: State, kind: LastingKind, at: Instant): string | undefined {
  if (coveredBy(state, kind, at) !== undefined) return undefined
  return state.unalarmed.find((one) => one.kind === kind)?.approval
}

export function lastingAt(approvals: readonly Approval[], at: Instant): readonly Approval[] {
  return approvals.every(({ until }) => until > at) ? approvals : approvals.filter(({ until }) => until > at)
}

/** The state, `unalarmed` brought up to what the event says. */
export function unalarmedAfter(state: State, event: LedgerEvent): State {
  const { kind } = event
  const approval = optionalTextIn(event, 'approved')
  const begins = isLasting(kind) && approval !== null ? [{ kind, approval }] : []
  if (state.unalarmed.length === 0 && begins.length === 0) return state
  const others = state.unalarmed.filter((one) => one.kind !== kind && LASTING[one.kind](state))
  return { ...state, unalarmed: [...others, ...begins] }
}

function isLasting(kind: EventKind): kind is LastingKind {
  return Object.hasOwn(LASTING, kind)
}

/** The approval that `change-approved` or `maintenance-planned` speaks of. */
export function approvalIn(event: LedgerEvent): Approval {
  const form = event.kind === 'maintenance-planned' ? 'maintenance' : 'approval'
  return {
    id: textIn(event, form),
    form,
    kinds: kindsIn(event),
    from: instantIn(event, 'from'),
    until: instantIn(event, 'until'),
    reason: textIn(event, 'reason'),
    actor: textIn(event, 'actor'),
  }
}

/** The id of what is planned or withdrawn: of one that was planned for many pipelines it is the same. Null for any other event. */
export function planIn(event: LedgerEvent): string | null {
  switch (event.kind) {
    case 'change-approved':
    case 'approval-withdrawn':
      return textIn(event, 'approval')
    case 'maintenance-planned':
    case 'maintenance-cancelled':
      return textIn(event, 'maintenance')
    default:
      return null
  }
}

function kindsIn(event: LedgerEvent): readonly EventKind[] {
  const { kinds } = event.data
  if (!Array.isArray(kinds)) throw new Error(`${event.kind} without its kinds`)
  return kinds.map((kind: unknown) => {
    if (typeof kind !== 'string' || !isEventKind(kind)) throw new Error(`${event.kind} of an unknown kind`)
    return kind
  })
}
